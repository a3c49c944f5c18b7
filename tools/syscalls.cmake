# Gathers the system calls that comments like this one name, beside the code that needs them:
#   /* syscalls(worker, sensor): poll, ppoll: it waits for frames. */
# into lines CALL(ROLE, NAME) for sensor/sandbox_seccomp.c. The role `all` is every role; what
# follows the second colon says why, and is for people.
#   cmake -D HEADER=syscalls.def -D SOURCES="a.c;b.c" -P syscalls.cmake
set(calls)
foreach(source IN LISTS SOURCES)
    file(STRINGS ${source} lines REGEX "/\\* syscalls\\(")
    foreach(line IN LISTS lines)
        if(NOT line MATCHES "/\\* syscalls\\(([a-z, ]+)\\): ([a-z0-9_, ]+): [^ ].* \\*/")
            message(FATAL_ERROR "${source}: not '/* syscalls(ROLE, ...): CALL, ...: why */': ${line}")
        endif()
        string(REPLACE ", " ";" roles "${CMAKE_MATCH_1}")
        string(REPLACE ", " ";" names "${CMAKE_MATCH_2}")
        foreach(role IN LISTS roles)
            list(TRANSFORM names REPLACE "^(.+)$" "CALL(${role}, \\1)" OUTPUT_VARIABLE found)
            list(APPEND calls ${found})
        endforeach()
    endforeach()
endforeach()
list(REMOVE_DUPLICATES calls)
list(SORT calls)
list(JOIN calls "\n" text)
file(WRITE ${HEADER} "${text}\n")
