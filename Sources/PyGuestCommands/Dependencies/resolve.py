"""Resolves requirements for the guest, by the pip of the Python that runs this.

    python3 resolve.py FOLDER

FOLDER holds `request.json`: the "requirements", or the "locked" wheels; the folder of "wheels" to
take them from alone, or null. It gets `wheels/` and `answer.json`, with the "packages" found or
with "refused", which says why not. Nothing of a package is run: pip is told to take wheels alone,
which it does not install, and to judge markers and tags as they are in the guest.
"""

import contextlib
import io
import json
import os
import pathlib
import re
import sys

VERSION = "3.13.5"

# What markers are judged by. A test compares it with what Python says in the guest.
GUEST = {
    "implementation_name": "cpython",
    "implementation_version": VERSION,
    "os_name": "posix",
    "platform_machine": "wasm32",
    "platform_python_implementation": "CPython",
    "platform_release": "0.0.0",
    "platform_system": "wasi",
    "platform_version": "0.0.0",
    "python_full_version": VERSION,
    "python_version": "3.13",
    "sys_platform": "wasi",
}

_MOST_MESSAGE = 1500


class Refused(Exception):
    """Why there is no answer, as a kind and what else is known of it."""

    def __init__(self, kind, **known):
        super().__init__(kind)
        self.told = {"kind": kind, **known}


def main(folder):
    request = json.loads((folder / "request.json").read_text())
    try:
        answer = {"packages": resolve(request, folder)}
    except Refused as refused:
        answer = {"refused": refused.told}
    (folder / "answer.json").write_text(json.dumps(answer))


def resolve(request, folder):
    if request["wheels"] is not None:
        # From that folder alone, whatever pip is set up for.
        for name in [name for name in os.environ if name.startswith("PIP_")]:
            del os.environ[name]
        os.environ["PIP_CONFIG_FILE"] = os.devnull
    try:
        from pip._internal.cli.main import main as pip
        from pip._vendor.packaging import markers, requirements, utils
    except ImportError:
        raise Refused("pip", python=sys.executable) from None
    markers.default_environment = lambda: dict(GUEST)
    offered = Offered(utils.canonicalize_name)
    (folder / "wheels").mkdir()
    if request["locked"] is not None:
        file = locked(request["locked"], folder)
        names = ["--no-deps", "--require-hashes", "--requirement", file]
    else:
        names = ["--", *checked(request["requirements"], requirements)]
    if names != ["--"]:
        run(pip, [*options(request, folder), *names], offered)
    return sorted(
        (found(file, offered) for file in (folder / "wheels").iterdir()),
        key=lambda package: package["file"],
    )


def options(request, folder):
    place = ["--no-index", "--find-links", request["wheels"]] if request["wheels"] else []
    return [
        "download", "--dest", str(folder / "wheels"), "--only-binary", ":all:", "--platform", "any",
        "--abi", "none", "--implementation", "cp", "--python-version", VERSION, "--no-input",
        "--disable-pip-version-check", "--progress-bar", "off", "--retries", "2", *place,
    ]


def checked(wanted, requirements):
    """Requirements as pip writes them, none of which names a place or looks like an option."""
    texts = []
    for text in wanted:
        try:
            requirement = requirements.Requirement(text)
        except Exception as problem:
            raise Refused("requirement", requirement=text, why=str(problem)) from None
        if requirement.url:
            raise Refused("requirement", requirement=text, why="it names a place to fetch from")
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            texts.append(str(requirement))
    return texts


def locked(packages, folder):
    lines = []
    for package in packages:
        lines.append(f"{package['name']}=={package['version']} --hash=sha256:{package['sha256']}\n")
    path = folder / "locked.txt"
    path.write_text("".join(lines))
    return str(path)


def found(file, offered):
    name, version = file.name.split("-")[:2]
    package = {"name": offered.normal(name), "version": version, "file": file.name}
    url = offered.urls.get(file.name)
    return {**package, "url": url} if url else package


# What pip does


def run(pip, arguments, offered):
    printed = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed), offered:
        status = pip(arguments)
    if status == 0:
        return
    text = printed.buffer.getvalue().decode(errors="replace")
    sys.stderr.write(text)
    if offered.missing is not None:
        project, wanted_by = offered.missing
        raise Refused(*offered.reason(project, text), project=project, wanted_by=wanted_by,
                      file=offered.example(project))
    raise Refused("pip", message=complaint(text))


def complaint(text):
    """What pip says went wrong, on one line."""
    lines = text.splitlines()
    errors = [line.partition("ERROR: ")[2] for line in lines if line.startswith("ERROR: ")]
    conflict = next((i for i, line in enumerate(lines) if "conflict is caused by" in line), None)
    if conflict is not None:
        causes = [line.strip() for line in lines[conflict + 1 :]]
        end = causes.index("") if "" in causes else len(causes)
        return f"{errors[0] if errors else ''} {'; '.join(causes[:end])}".strip()[:_MOST_MESSAGE]
    if any("DO NOT MATCH THE HASHES" in line for line in lines):
        what = next((i for i, line in enumerate(lines) if "DO NOT MATCH" in line))
        details = " ".join(line.strip() for line in lines[what + 1 :] if line.strip())
        return f"a wheel has another hash than the lock says: {details}"[:_MOST_MESSAGE]
    text = "; ".join(dict.fromkeys(errors)) or (lines[-1] if lines else "pip said nothing")
    versions = re.compile(r"\(from versions: ([^)]*)\)")
    return versions.sub(lambda found: shortened(found[1]), text)[:_MOST_MESSAGE]


def shortened(versions):
    """The last of many versions."""
    known = versions.split(", ")
    return f"(there are {', '.join(known)})" if len(known) <= 3 else (
        f"(there are {len(known)}, up to {known[-1]})")


class Offered:
    """What indexes and folders have of each project, whether the guest can use it or not.

    pip says of what it does not take only that it is not there. Where its inner parts have other
    names than they have had for long, less is known, and nothing else changes.
    """

    def __init__(self, normal):
        self.normal = normal
        self.files = {}
        self.urls = {}
        # The first project without a wheel that the guest can use, and what requires it.
        self.missing = None
        self._undo = []

    def __enter__(self):
        try:
            from pip._internal.exceptions import DistributionNotFound
            from pip._internal.index.package_finder import LinkEvaluator, PackageFinder
            from pip._internal.resolution.resolvelib.factory import Factory
        except ImportError:
            return
        self._watch(LinkEvaluator, PackageFinder, Factory, DistributionNotFound)

    def __exit__(self, *_):
        for owner, name, original in self._undo:
            setattr(owner, name, original)

    def _replace(self, owner, name, made):
        original = getattr(owner, name, None)
        if original is not None:
            self._undo.append((owner, name, original))
            setattr(owner, name, made(original))

    def _watch(self, evaluator, finder, factory, not_found):
        wanted_by = [None]

        def evaluate(original):
            def evaluate_link(self_, link):
                project = self.normal(self_.project_name)
                self.files.setdefault(project, []).append(link.filename)
                if link.scheme in ("http", "https"):
                    self.urls[link.filename] = link.url_without_fragment
                return original(self_, link)

            return evaluate_link

        def find(original):
            def find_best_candidate(self_, project_name, specifier=None, hashes=None):
                found = original(self_, project_name, specifier, hashes)
                project = self.normal(project_name)
                is_missing = found.best_candidate is None
                if is_missing and self._is_out_of_reach(found, project, specifier):
                    # Older versions of what requires it are not tried in its place.
                    self.missing = project, wanted_by[0]
                    raise not_found(f"no wheel of {project_name}")
                return found

            return find_best_candidate

        def iterate(original):
            def _iter_found_candidates(self_, ireqs, *rest, **named):
                comes_from = getattr(ireqs[0], "comes_from", None) if ireqs else None
                wanted_by[0] = getattr(comes_from, "name", None)
                return original(self_, ireqs, *rest, **named)

            return _iter_found_candidates

        self._replace(evaluator, "evaluate_link", evaluate)
        self._replace(finder, "find_best_candidate", find)
        self._replace(factory, "_iter_found_candidates", iterate)

    def of(self, project):
        """Its files: folders are listed with those of others."""
        return [name for name in self.files.get(project, []) if self._is_of(name, project)]

    def _is_of(self, name, project):
        if name.endswith(".whl"):
            return self.normal(name.split("-")[0]) == project
        return self.normal(name).startswith(f"{project}-")

    def _is_out_of_reach(self, found, project, specifier):
        """Whether there is no wheel at all, or what fits is for other machines alone."""
        # As newer versions of pip have it, or as older ones do.
        listed = getattr(found, "all_candidates", None)
        if not (list(found.iter_all()) if listed is None else listed):
            return True
        return any(
            name.endswith(".whl") and not name.endswith("-none-any.whl")
            and (specifier is None or specifier.contains(name.split("-")[1], prereleases=True))
            for name in self.of(project)
        )

    def reason(self, project, printed):
        files = self.of(project)
        if any(name.endswith(".whl") for name in files):
            return ("native",)
        if files:
            return ("source",)
        unreachable = ("Could not fetch URL", "Retrying (Retry(", "connection error")
        return ("unreachable",) if any(text in printed for text in unreachable) else ("unknown",)

    def example(self, project):
        """A wheel of the newest version, or another file where there is none."""
        files = self.of(project)
        wheels = [name for name in files if name.endswith(".whl") and name.count("-") > 3]
        return max(wheels, key=self._version, default=(files or [None])[-1])

    def _version(self, wheel):
        from pip._vendor.packaging.version import InvalidVersion, Version

        try:
            return Version(wheel.split("-")[1])
        except InvalidVersion:
            return Version("0")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
