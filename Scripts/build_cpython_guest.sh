#!/bin/sh
# Builds CPython for the guest in the current folder, as one optimised object.
#
#   SOURCE   folder of CPython's source     ZLIB  folder of zlib's source
#   SCRIPTS  folder of this script          PATCHES  folder of patches to CPython's source
#   PYTHON   CPython of the same version for this machine
#   TARGET   clang's target flags           FEATURES  WebAssembly features
#   OUTPUT   gets lib/python.o and include/python3.13
#   JOBS     how many compilers run at once
#
# Paths in commands are relative, and times fixed, so that the object's bytes do
# not depend on where and when it is built.
set -eu
export SOURCE_DATE_EPOCH=1749600000 PYTHONDONTWRITEBYTECODE=1 PYTHONHASHSEED=0
headers="$OUTPUT/include/python3.13"
mkdir -p zlib/include zlib/lib build "$OUTPUT/lib" "$headers"
ln -s "$ZLIB" zlib/source
sh "$SCRIPTS/patch_cpython.sh"

echo "zlib"
cd zlib
for file in adler32 compress crc32 deflate inffast inflate inftrees trees uncompr zutil; do
  clang $TARGET $FEATURES -O3 -flto -DNDEBUG -c "source/$file.c" -o "$file.o"
done
llvm-ar rcs lib/libz.a ./*.o
cp source/zlib.h source/zconf.h include/
cd ../build

echo "CPython"
# Modules that need another process, a terminal, or a library the guest has not.
for module in _bz2 _ctypes _ctypes_test _curses _curses_panel _dbm _gdbm _hashlib \
  _interpchannels _interpqueues _interpreters _lsprof _lzma _multiprocessing _posixshmem \
  _posixsubprocess _sqlite3 _ssl _tkinter _uuid _xxtestfuzz fcntl grp mmap readline resource \
  syslog termios xxlimited xxlimited_35; do
  export "py_cv_module_$module=n/a"
done
# pymalloc is off by default for WASI, though small objects are cheaper with it
# than with wasi-libc's malloc; digits have 30 bits, as on other machines.
PKG_CONFIG=false CONFIG_SITE=../source/Tools/wasm/config.site-wasm32-wasi \
  CC="clang $TARGET" CPP="clang $TARGET -E" AR=llvm-ar RANLIB=true \
  OPT="-DNDEBUG -O3 -Wall" CFLAGS="$FEATURES -flto" LDFLAGS=-flto \
  ZLIB_CFLAGS=-I../zlib/include ZLIB_LIBS="-L../zlib/lib -lz" \
  ../source/configure --host=wasm32-wasip1 --build="$(../source/config.guess)" --prefix=/ \
  --with-build-python="$PYTHON" --with-pymalloc --enable-big-digits=30 \
  --without-doc-strings --without-ensurepip --disable-test-modules --disable-ipv6
make -j"$JOBS" libpython3.13.a

echo "link-time optimisation"
# Done once, here: linking the guest then takes a second, and runs as fast as
# when the guest's own code takes part.
clang $TARGET -O3 -flto --no-wasm-opt -nostdlib -r -Wl,--lto-O3 -Wl,--whole-archive \
  libpython3.13.a Modules/_decimal/libmpdec/libmpdec.a Modules/_hacl/libHacl_Hash_SHA2.a \
  Modules/expat/libexpat.a ../zlib/lib/libz.a -o "$OUTPUT/lib/python.o"
cp -R ../source/Include/. "$headers/"
cp pyconfig.h "$headers/"
