;; One function for each kind of value, and each number of parameters.
(module
  (func (export "nothing"))
  (func (export "seven") (result i32) (i32.const 7))
  (func (export "negate_i32") (param i32) (result i32)
    (i32.sub (i32.const 0) (local.get 0)))
  (func (export "negate_i64") (param i64) (result i64)
    (i64.sub (i64.const 0) (local.get 0)))
  (func (export "negate_f32") (param f32) (result f32) (f32.neg (local.get 0)))
  (func (export "negate_f64") (param f64) (result f64) (f64.neg (local.get 0)))
  (func (export "add") (param i32 i32) (result i32)
    (i32.add (local.get 0) (local.get 1)))
  (func (export "digits") (param i32 i32 i32 i32) (result i32)
    (i32.add
      (i32.add (i32.mul (local.get 0) (i32.const 1000)) (i32.mul (local.get 1) (i32.const 100)))
      (i32.add (i32.mul (local.get 2) (i32.const 10)) (local.get 3))))
  (func (export "mixed") (param i32 i64 f32 f64) (result f64)
    (f64.add
      (f64.add (f64.convert_i32_s (local.get 0)) (f64.convert_i64_s (local.get 1)))
      (f64.add (f64.promote_f32 (local.get 2)) (local.get 3))))
  (func (export "pair") (result i32 i32) (i32.const 1) (i32.const 2))
  (global (export "global") i32 (i32.const 1))
  (memory (export "memory") 1))
