;; One function for each way to trap, named as the trap.
(module
  (type $unary (func (param i32)))
  (table 1 funcref)
  (memory 1)
  (func (export "unreachable") unreachable)
  (func $recurse (export "stackOverflow") call $recurse)
  (func (export "memoryOutOfBounds") (drop (i32.load (i32.const -4))))
  (func (export "tableOutOfBounds") (call_indirect (i32.const 9)))
  (func (export "indirectCallToNull") (call_indirect (i32.const 0)))
  (func (export "integerDivisionByZero") (drop (i32.div_s (i32.const 1) (i32.const 0))))
  (func (export "integerOverflow") (drop (i32.div_s (i32.const 0x80000000) (i32.const -1))))
  (func (export "badConversionToInteger") (drop (i32.trunc_f32_s (f32.const nan))))
  (func (export "interrupt") (loop $forever (br $forever))))
