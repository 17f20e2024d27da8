"""A plugin of Nuitka's: tracebacks of a compiled program name the file as the user does.

Nuitka would name it by where it lies while it is compiled. PYGUEST_FILES holds the files'
names by their modules, as JSON.
"""

import json
import os

from nuitka.plugins.PluginBase import NuitkaPluginBase


class FileNames(NuitkaPluginBase):
    plugin_name = "pyguest-file-names"

    def __init__(self):
        # These need options that have been read.
        from nuitka.code_generation import CodeObjectCodes
        from nuitka.nodes.ModuleNodes import PythonModuleBase

        names = json.loads(os.environ["PYGUEST_FILES"])
        usual = PythonModuleBase.getRunTimeFilename
        PythonModuleBase.getRunTimeFilename = lambda module: (
            names.get(module.getFullName().asString()) or usual(module)
        )
        # Names stay as they are, in place of being sought beside the module when it runs.
        CodeObjectCodes.getFileReferenceMode = lambda: "frozen"
