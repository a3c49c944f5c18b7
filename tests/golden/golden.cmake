# Replays one capture and holds its alerts against the golden file beside it; or, with BLESS, writes the golden files of
# all captures of a folder. A capture's own policy is NAME.policy.yaml, if there is one.
#   cmake -D CAMWARDEN=... -D CAPTURE=pcaps/NAME.pcap -P tests/golden/golden.cmake
#   cmake -D CAMWARDEN=... -D BLESS=pcaps -P tests/golden/golden.cmake
function(alerts_of capture result)
    cmake_path(REPLACE_EXTENSION capture LAST_ONLY .policy.yaml OUTPUT_VARIABLE policy)
    set(options)
    if(EXISTS ${policy})
        set(options --policy ${policy})
    endif()
    execute_process(COMMAND ${CAMWARDEN} replay --quiet --eve - ${options} ${capture} OUTPUT_VARIABLE alerts
                    COMMAND_ERROR_IS_FATAL ANY)
    set(${result} "${alerts}" PARENT_SCOPE)
endfunction()

if(BLESS)
    file(GLOB captures ${BLESS}/*.pcap ${BLESS}/*.pcapng)
    foreach(capture IN LISTS captures)
        alerts_of(${capture} actual)
        cmake_path(REPLACE_EXTENSION capture LAST_ONLY .alerts.jsonl OUTPUT_VARIABLE golden)
        file(WRITE ${golden} "${actual}")
    endforeach()
    return()
endif()

cmake_path(REPLACE_EXTENSION CAPTURE LAST_ONLY .alerts.jsonl OUTPUT_VARIABLE golden)
if(NOT EXISTS ${golden})
    message(FATAL_ERROR "${golden} is missing: build the target `bless` and review what it wrote")
endif()
alerts_of(${CAPTURE} actual)
file(READ ${golden} expected)
if(NOT actual STREQUAL expected)
    cmake_path(GET CAPTURE STEM name)
    file(WRITE ${name}.actual.jsonl "${actual}")
    execute_process(COMMAND diff -u ${golden} ${name}.actual.jsonl)
    message(FATAL_ERROR "${name}: the alerts changed; if that is right, build the target `bless`")
endif()
