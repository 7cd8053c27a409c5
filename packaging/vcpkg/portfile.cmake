# An overlay port that takes what `make dist` or `make windows` built: vcpkg install einv --overlay-ports=packaging/vcpkg
# EINV_PREFIX is the unpacked tarball (lib/, include/), or the Windows zip (bin/, lib/, include/); on Windows vcpkg passes it on
# where VCPKG_KEEP_ENV_VARS=EINV_PREFIX is set. tests/vcpkg.sh runs this file by CMake alone; vcpkg itself has not run it.
if(NOT DEFINED ENV{EINV_PREFIX})
    message(FATAL_ERROR "set EINV_PREFIX to the unpacked package of einv")
endif()
set(VCPKG_POLICY_DLLS_WITHOUT_LIBS enabled)
set(prefix "$ENV{EINV_PREFIX}")
file(INSTALL "${prefix}/include/einv.h" "${prefix}/include/einv.hpp" DESTINATION "${CURRENT_PACKAGES_DIR}/include")
if(VCPKG_TARGET_IS_WINDOWS)
    file(GLOB libraries "${prefix}/lib/*.lib" "${prefix}/lib/*.dll.a" "${prefix}/lib/*.def")
    file(INSTALL "${prefix}/bin/einv.dll" DESTINATION "${CURRENT_PACKAGES_DIR}/bin")
else()
    file(GLOB libraries "${prefix}/lib/libeinv.so*" "${prefix}/lib/libeinv.a")
endif()
file(INSTALL ${libraries} DESTINATION "${CURRENT_PACKAGES_DIR}/lib")
# The port has no debug build of its own: programs of either kind call the same library.
if(NOT DEFINED VCPKG_BUILD_TYPE OR VCPKG_BUILD_TYPE STREQUAL "debug")
    file(INSTALL ${libraries} DESTINATION "${CURRENT_PACKAGES_DIR}/debug/lib")
    if(VCPKG_TARGET_IS_WINDOWS)
        file(INSTALL "${prefix}/bin/einv.dll" DESTINATION "${CURRENT_PACKAGES_DIR}/debug/bin")
    endif()
endif()
# vcpkg wants CMake's files in share/, from where the libraries are two folders up.
file(READ "${prefix}/lib/cmake/einv/einvConfig.cmake" config)
string(REPLACE "\${CMAKE_CURRENT_LIST_DIR}/../.." "\${CMAKE_CURRENT_LIST_DIR}/../../lib" config "${config}")
file(WRITE "${CURRENT_PACKAGES_DIR}/share/${PORT}/einvConfig.cmake" "${config}")
file(INSTALL "${prefix}/lib/cmake/einv/einvConfigVersion.cmake" DESTINATION "${CURRENT_PACKAGES_DIR}/share/${PORT}")
vcpkg_install_copyright(FILE_LIST "${prefix}/LICENSE-MIT" "${prefix}/LICENSE-APACHE")
