# Everything that is done with the project, one recipe each. `./just` lists them.

sources := "Package.swift Sources Tests Benchmarks Guest/Sources"
optimised := "--configuration release --static-swift-stdlib"

_list:
    @{{ quote(just_executable()) }} --justfile {{ quote(justfile()) }} --list --unsorted

# Fetch and build what the project stands on (about 10 minutes, once a machine)
setup:
    @python3 Guest/Scripts/setup.py

# Fetch and build what other execution models need, all or those named
setup-models *names: setup
    @python3 Guest/Scripts/setup_models.py {{ names }}

# Link CPython, its library and our Swift into the guest module
guest: setup
    @python3 Guest/Scripts/link.py

# Build everything for development, into .build/debug
debug: guest
    swift build
    @python3 Guest/Scripts/image.py .build/debug/pyguest-image

# Build everything for use, into dist/
release: guest
    swift build {{ optimised }} --product pyguest-image
    @python3 Guest/Scripts/image.py .build/release/pyguest-image
    PYTHON_GUEST_RPATH='$ORIGIN/../lib' swift build {{ optimised }} --product pyguest
    @python3 Guest/Scripts/distribution.py

# Run Python functions over 336,776 flights
demo: release
    @python3 Guest/Scripts/demo.py

# Run the tests, all or those that match: ./just test --filter ColumnTests
test *options: debug
    swift test {{ options }}

# Measure, against CPython itself, into .build/bench.json
bench: release
    swift build {{ optimised }} --product pyguest-bench
    .build/release/pyguest-bench

# Measure the execution models that are set up, into .build/bench-models.json
bench-models *names: release
    swift build {{ optimised }} --product pyguest-bench-models
    .build/release/pyguest-bench-models . {{ names }}

# Check formatting, warnings, the guest's build and the interface version
check: guest
    swift format lint --strict --parallel --recursive {{ sources }}
    python3 Guest/Scripts/interface_version.py
    swift build --build-tests

# Format the Swift sources
format:
    swift format --in-place --parallel --recursive {{ sources }}

# Remove what was built here; the cache that checkouts share stays
clean:
    rm -rf .build .deps dist
    @echo "The cache stays, in ${XDG_CACHE_HOME:-$HOME/.cache}/python-guest."
