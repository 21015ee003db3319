package mask

import "strings"

// types are the lower case names of types of columns, fields and variables.
var types = set(`string str text tinytext tiny_text mediumtext medium_text longtext long_text citext keyword varchar varchar2 nvarchar nvarchar2 char nchar character fixedstring
	int int8 int16 int32 int64 int128 int256 uint uint8 uint16 uint32 uint64 uint128 uint256 integer bigint ubigint smallint tinyint serial long short float float32 float64 double decimal numeric number
	bool boolean byte bytes bytea binary varbinary blob clob date datetime datetime64 timestamp timestamptz time uuid guid json jsonb object array map enum
	nullable lowcardinality optional list xs:string xsd:string xs:int xsd:int xs:boolean xsd:boolean`)

// columnWords may follow the type in the definition of a column. What follows "default" must not be
// a secret.
var columnWords = set("not null primary key unique unsigned binary required optional varying precision character set collate with without time zone auto_increment default")

// isType reports whether a value is the name of a type and nothing more.
func isType(value string) bool {
	word := value[:runEnd(value, 0, typeBytes)]
	return word != "" && typeLength(value) == len(value) && (strings.ToLower(word) == word || strings.ToUpper(word) == word || len(word) < len(value))
}

var (
	letters   = byteSet("A-Za-z_")
	typeBytes = byteSet("A-Za-z0-9_:")
)

// typeLength returns the length of the type at the start of a value, such as VARCHAR(20) NOT NULL,
// or 0 if there is none.
func typeLength(value string) int {
	at := runEnd(value, 0, typeBytes)
	if !types[strings.ToLower(value[:at])] {
		return 0
	}
	if at < len(value) && strings.IndexByte("([<", value[at]) >= 0 {
		length := parametersLength(value[at:])
		if length == 0 {
			return 0
		}
		at += length
	}
	for {
		start := at + len(value[at:]) - len(strings.TrimLeft(value[at:], " \t"))
		end := runEnd(value, start, typeBytes)
		word := strings.ToLower(value[start:end])
		if start == at || !columnWords[word] {
			return at
		}
		switch at = end; word {
		case "collate", "set":
			at = runEnd(value, runEnd(value, at, blanks), typeBytes)
		case "default":
			length := defaultLength(value[at:])
			if length == 0 {
				return 0
			}
			at += length
		}
	}
}

var blanks = byteSet(" \t")

// parametersLength returns the length of the parameters of a type in brackets at the start of a
// value: (20), (10, 2), (string), <text>. It returns 0 if they are not those of a type.
func parametersLength(value string) int {
	const maxParameters = 64
	end, depth := 0, 0
	for at := range min(len(value), maxParameters) {
		switch {
		case strings.IndexByte("([<", value[at]) >= 0:
			depth++
		case strings.IndexByte(")]>", value[at]) >= 0:
			depth--
		}
		if depth == 0 {
			end = at
			break
		}
	}
	if end == 0 {
		return 0
	}
	for word := range strings.FieldsFuncSeq(value[:end+1], func(r rune) bool { return strings.ContainsRune("()[]<>, ?", r) }) {
		if word = strings.ToLower(word); !types[word] && word != "max" && (len(word) > 5 || strings.Trim(word, "0123456789") != "") {
			return 0
		}
	}
	return end + 1
}

// defaultLength returns the length of the default value after DEFAULT, or 0 if it may be a secret.
func defaultLength(value string) int {
	start := runEnd(value, 0, blanks)
	for _, empty := range []string{"''", `""`} {
		if strings.HasPrefix(value[start:], empty) {
			return start + len(empty)
		}
	}
	end := runEnd(value, start, typeBytes)
	if word := strings.ToLower(value[start:end]); switchWords[word] || shortNumber.MatchString(word) {
		return end
	}
	return 0
}

// endsColumn reports whether the definition of a column ends where rest begins: at the end of the
// line, a bracket or a comment, or at a comma and the next column.
func endsColumn(rest string) bool {
	rest = strings.TrimLeft(rest, " \t")
	next, more := strings.CutPrefix(rest, ",")
	switch {
	case rest == "", strings.IndexByte(";)}]#", rest[0]) >= 0, strings.HasPrefix(rest, "--"), strings.HasPrefix(rest, "//"):
		return true
	case !more:
		return false
	}
	if next = strings.TrimLeft(next, " \t"); next == "" {
		return true
	}
	name := strings.TrimLeft(next, "\"'`")
	name = name[runEnd(name, 0, columnBytes):]
	return typeLength(strings.TrimLeft(name, " \t:=\"'`")) > 0
}

var columnBytes = byteSet("-A-Za-z0-9_.")
