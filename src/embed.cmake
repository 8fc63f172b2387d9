# Writes OUTPUT, a C file with the bytes of FILES as the array ARRAY of TYPE, which HEADER declares:
# {name, bytes with a NUL behind them, length}, sorted by name. A name is the path below ROOT,
# without SUFFIX.
list(SORT FILES)
set(code "#include \"${HEADER}\"\n\n")
set(table "")
foreach(file IN LISTS FILES)
  file(RELATIVE_PATH name ${ROOT} ${file})
  if(SUFFIX)
    string(REGEX REPLACE "${SUFFIX}$" "" name "${name}")
  endif()
  string(MAKE_C_IDENTIFIER "file_${name}" identifier)
  file(READ ${file} bytes HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
  string(APPEND code "static const unsigned char ${identifier}[] = {${bytes}0};\n")
  string(APPEND table "    {\"${name}\", ${identifier}, sizeof ${identifier} - 1},\n")
endforeach()
string(APPEND code "\nconst ${TYPE} ${ARRAY}[] = {\n${table}    {0, 0, 0},\n};\n")
file(WRITE ${OUTPUT} "${code}")
