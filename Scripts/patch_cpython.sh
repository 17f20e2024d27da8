#!/bin/sh
# Copies CPython's source to the folder `source` here, and applies the guest's patches to it.
#
#   SOURCE   folder of CPython's source     PATCHES  folder of the patches
#
# git refuses a patch that does not fit to the letter. Kept from finding a repository above this
# folder, it takes the paths as they stand in the patch.
set -eu
cp -R "$SOURCE" source
cd source
for patch in "$PATCHES"/*.patch; do
  echo "$patch"
  GIT_CEILING_DIRECTORIES=$(cd .. && pwd -P) git apply "$patch"
done
