# Replays one capture and holds its alerts against the golden file beside it.
#   cmake -D CAMWARDEN=... -D CAPTURE=pcaps/NAME.pcap [-D BLESS=ON] -P tests/golden/golden.cmake
cmake_path(REPLACE_EXTENSION CAPTURE LAST_ONLY .alerts.jsonl OUTPUT_VARIABLE golden)
execute_process(COMMAND ${CAMWARDEN} replay --quiet --eve - ${CAPTURE} OUTPUT_VARIABLE actual
                COMMAND_ERROR_IS_FATAL ANY)
if(BLESS)
    file(WRITE ${golden} "${actual}")
    return()
endif()
if(NOT EXISTS ${golden})
    message(FATAL_ERROR "${golden} is missing: build the target `bless` and review what it wrote")
endif()
file(READ ${golden} expected)
if(NOT actual STREQUAL expected)
    cmake_path(GET CAPTURE STEM name)
    file(WRITE ${name}.actual.jsonl "${actual}")
    execute_process(COMMAND diff -u ${golden} ${name}.actual.jsonl)
    message(FATAL_ERROR "${name}: the alerts changed; if that is right, build the target `bless`")
endif()
