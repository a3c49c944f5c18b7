# Makes a C header of a file: its bytes as an array without a final zero.
#   cmake -D NAME=report_css -D FILE=report.css -D HEADER=report_css.h -P embed.cmake
file(READ ${FILE} hex HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
file(WRITE ${HEADER} "static const unsigned char ${NAME}[] = {${bytes}};\n")
