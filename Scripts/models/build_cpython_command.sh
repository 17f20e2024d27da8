#!/bin/sh
# Links CPython's own main program, unmodified, with the object that the guest is linked from,
# with the flags of CPython's build for WASI: the WASI command `python.wasm`.
#
#   SOURCE   folder of CPython's source     PYTHON    folder of CPython built for the guest
#   TARGET   clang's target flags           FEATURES  WebAssembly features
#   OUTPUT   gets python.wasm
set -eu
clang $TARGET $FEATURES -O3 -DNDEBUG -I"$PYTHON/include/python3.13" -D_WASI_EMULATED_SIGNAL \
  -c "$SOURCE/Programs/python.c" -o main.o
clang $TARGET -O3 --no-wasm-opt -Wl,--gc-sections -Wl,--strip-debug -z stack-size=8388608 \
  -Wl,--stack-first -Wl,--initial-memory=20971520 main.o "$PYTHON/lib/python.o" \
  -lwasi-emulated-signal -lwasi-emulated-getpid -lwasi-emulated-process-clocks -ldl -lm \
  -o "$OUTPUT/python.wasm"
