;; A memory of one page that may grow to four, its own accessors, and greetings in it.
(module
  (memory (export "memory") 1 4)
  (data (i32.const 16) "hello")
  (func (export "load") (param i32) (result i32) (i32.load8_u (local.get 0)))
  (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0))))
