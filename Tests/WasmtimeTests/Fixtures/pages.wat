;; A memory of eight pages that may grow to sixteen, text in three of them, and its own accessors.
(module
  (memory (export "memory") 8 16)
  (data (i32.const 16) "first")
  (data (i32.const 196600) "across two pages")
  (data (i32.const 524280) "the end.")
  (func (export "load") (param i32) (result i32) (i32.load8_u (local.get 0)))
  (func (export "store") (param i32 i32) (i32.store8 (local.get 0) (local.get 1)))
  (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0))))
