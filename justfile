# Everything that is done with the project, one recipe each. `./just` lists them.

sources := "Package.swift Sources Tests Benchmarks Guest/Sources examples/embedding/Package.swift examples/embedding/Sources " + pyodide-sources
pyodide-sources := replace_regex("Package.swift Sources Tests Benchmarks", "(\\S+)", "Integrations/Pyodide/$1")
optimised := "--configuration release --static-swift-stdlib"
movable := "-Xlinker -rpath -Xlinker '$ORIGIN/../lib'"
# With the system's libraries inside: it starts in two thirds of the time.
quick := "-Xlinker -L.build/static"

# wasmtime as programs find it that run here, and as those do that are moved with it.
elsewhere := env("PKG_CONFIG_PATH", "")
export PKG_CONFIG_PATH := justfile_directory() / ".deps/pkgconfig:" + elsewhere
to-move := "PKG_CONFIG_PATH=" + quote(justfile_directory() / ".deps/wasmtime/lib/pkgconfig:" + elsewhere)

in-pyodide := "--package-path Integrations/Pyodide"

_list:
    @{{ quote(just_executable()) }} --justfile {{ quote(justfile()) }} --list --unsorted

# Fetch and build what the project stands on (about 10 minutes, once a machine)
setup:
    @python3 Scripts/setup.py

# Fetch and build what other execution models need, all or those named
setup-models *names: debug
    @python3 Scripts/setup_models.py {{ names }}

# Link CPython, its library and our Swift into the guest module
guest: setup
    @python3 Scripts/link.py

# Build everything for development, into .build/debug
debug: guest
    swift build
    @python3 Scripts/image.py .build/debug/pyguest-image

# Build everything for use, into dist/
release: guest
    swift build {{ optimised }} --product pyguest-image
    @python3 Scripts/image.py .build/release/pyguest-image
    @python3 Scripts/static_libraries.py
    {{ to-move }} swift build {{ optimised }} {{ movable }} {{ quick }} --product pyguest
    @python3 Scripts/distribution.py

# Build the model pyodide as well, with its library and distribution, into dist/
pyodide: release
    @python3 Scripts/setup_models.py pyodide
    {{ to-move }} swift build {{ optimised }} {{ movable }} {{ in-pyodide }} --product pyguest-pyodide
    @python3 Scripts/distribution.py

# Run the model pyodide's tests, all or those that match
test-pyodide *options: debug
    @python3 Scripts/setup_models.py pyodide
    swift test {{ in-pyodide }} {{ options }}

# Measure JavaScriptCore against Node.js, with the same distribution
bench-pyodide: release
    @python3 Scripts/setup_models.py pyodide
    swift build {{ optimised }} {{ in-pyodide }} --product pyodide-bench
    Integrations/Pyodide/.build/release/pyodide-bench engines

# Try the packages of the guide to dependencies, and write its table
check-wheels *names: release
    @python3 Scripts/check_wheels.py {{ names }}

# Run Python functions over 336,776 flights
demo: release
    @python3 Scripts/demo.py

# Run the tests, all or those that match: ./just test --filter ColumnTests
test *options: debug
    @python3 Scripts/setup_tests.py
    swift test {{ options }}

# Measure, against CPython itself, all groups or those named; --check fails above a threshold
bench *groups: release
    swift build {{ optimised }} --product pyguest-bench
    .build/release/pyguest-bench functions {{ groups }}

# Write what was measured last into the README's table
bench-readme:
    @python3 Scripts/speed_table.py

# Measure the execution models that are set up, all or those named
bench-models *names: release (_bench-models-pyodide names)
    swift build {{ optimised }} --product pyguest-bench
    .build/release/pyguest-bench models {{ names }}

# What the model pyodide adds to that, where it is set up
_bench-models-pyodide names:
    #!/bin/sh
    rm -f .build/bench-pyodide.json
    case " {{ names }} " in "  " | *" pyodide "*) ;; *) exit 0 ;; esac
    pkg-config --exists javascriptcoregtk-4.1 && [ -d .deps/models/pyodide ] || exit 0
    swift build {{ optimised }} {{ in-pyodide }} --product pyodide-bench &&
        Integrations/Pyodide/.build/release/pyodide-bench models . ||
        echo "pyodide could not be measured" >&2

# Check formatting, types, arrows, warnings, the guest's build, the interface, documentation, example
check: guest
    swift format lint --strict --parallel --recursive {{ sources }}
    @python3 Scripts/check_python.py
    @python3 Scripts/check_arrows.py
    @python3 Scripts/interface_version.py
    swift build --build-tests
    @python3 Scripts/image.py .build/debug/pyguest-image
    @python3 Scripts/check_documentation.py
    @python3 Scripts/check_example.py
    @python3 Scripts/check_package.py
    @python3 Scripts/check_integrations.py

# Format the Swift sources
format:
    swift format --in-place --parallel --recursive {{ sources }}

# Remove what was built here; the cache that checkouts share stays
clean:
    rm -rf .build .deps dist
    @echo "The cache stays, in ${XDG_CACHE_HOME:-$HOME/.cache}/python-guest."
