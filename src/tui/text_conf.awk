# Makes a text file part of the program: awk -v name=C_NAME -v header=FILE -v from=FILE.
BEGIN {
	print "/* Made from " from "; change that. */"
	print "#include \"" header "\"\n"
	print "const char " name "[] ="
}
{
	gsub(/\\/, "\\\\")
	gsub(/"/, "\\\"")
	print "\t\"" $0 "\\n\""
}
END { print "\t\"\";" }
