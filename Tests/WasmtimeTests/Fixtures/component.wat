(component
  (import "output" (func $output (param "target" u32) (param "bytes" string)))

  (core module $libc
    (memory (export "memory") 1)
    ;; There is one message at a time, and it is short.
    (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024)))
  (core instance $libc (instantiate $libc))
  (core func $print
    (canon lower (func $output) (memory (core memory $libc "memory")) (realloc (core func $libc "realloc"))))
  (core instance $host (export "print" (func $print)))

  (core module $program
    (import "libc" "memory" (memory 1))
    (import "host" "print" (func $print (param i32 i32 i32)))
    (func (export "echo") (param $address i32) (param $count i32) (result i32)
      (call $print (i32.const 1) (local.get $address) (local.get $count))
      (i32.store (i32.const 8) (local.get $address))
      (i32.store (i32.const 12) (local.get $count))
      (i32.const 8))
    (func (export "spin") (result i32) (loop $again (br $again)) (unreachable))
    (func (export "fail") (result i32) (unreachable)))
  (core instance $program
    (instantiate $program (with "libc" (instance $libc)) (with "host" (instance $host))))

  (func $echo (param "message" string) (result string)
    (canon lift (core func $program "echo") (memory (core memory $libc "memory"))
      (realloc (core func $libc "realloc"))))
  (func $spin (result u32) (canon lift (core func $program "spin")))
  (func $fail (result u32) (canon lift (core func $program "fail")))
  (export "echo" (func $echo))
  (export "spin" (func $spin))
  (export "fail" (func $fail)))
