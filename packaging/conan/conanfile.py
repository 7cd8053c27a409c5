"""A Conan 2 recipe for what `make dist` or `make install` built: EINV_PREFIX=unpacked-folder conan export-pkg packaging/conan"""

import os

from conan import ConanFile
from conan.errors import ConanException
from conan.tools.files import copy


class Einv(ConanFile):
    name = "einv"
    version = "0.1.0"
    description = "India's GST e-invoicing inside the billing program"
    license = "MIT OR Apache-2.0"
    settings = "os", "arch"
    package_type = "shared-library"

    def package(self):
        prefix = os.environ.get("EINV_PREFIX")
        if not prefix or not os.path.isfile(os.path.join(prefix, "include", "einv.h")):
            raise ConanException("set EINV_PREFIX to the unpacked package of einv")
        for folder, pattern in (("include", "einv.*"), ("lib", "*"), ("bin", "*.dll"), (".", "LICENSE*")):
            to = "licenses" if folder == "." else folder
            copy(self, pattern, os.path.join(prefix, folder), os.path.join(self.package_folder, to))

    def package_info(self):
        self.cpp_info.libs = ["einv"]
        self.cpp_info.set_property("cmake_target_name", "einv::einv")
        self.cpp_info.set_property("pkg_config_name", "einv")
