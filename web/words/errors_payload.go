package words

import (
	"strconv"

	"zkweb/zkconn/znode"
)

// englishShown has the errors and notes about shown data.
var englishShown = Errors{
	znode.CodeNoSuchView: func(a znode.Args) string { return "There is no such view. view= takes " + a["views"] + "." },
	znode.CodeNoImage:    text("This cannot be shown as an image: only PNG, JPEG, GIF and WebP without masked secrets can."),
	znode.CodeMaskPatterns: func(a znode.Args) string {
		return "There are " + number(a["count"]) + " mask patterns; zkweb takes at most " + number(a["max"]) + "."
	},
	znode.CodeMaskPatternLong: func(a znode.Args) string {
		return "A mask pattern is " + number(a["bytes"]) + " bytes long; zkweb takes at most " + number(a["max"]) + "."
	},
	znode.CodeMaskPatternEmpty: func(a znode.Args) string {
		return "The mask pattern " + a["pattern"] + " names nothing; a pattern is a name such as *password*, or * for all."
	},

	znode.CodeNoData:      text("No data: 0 bytes."),
	znode.CodeNotInView:   func(a znode.Args) string { return "This cannot be shown as " + viewEnglish(a) + "." },
	znode.CodeNotUTF8:     text("Not UTF-8: shown as hex."),
	znode.CodeBytesInText: text("Not UTF-8: bytes that are no characters stand in ⟨ ⟩ by their numbers."),
	znode.CodeNotInCharset: func(a znode.Args) string {
		if a["count"] == "1" {
			return "One place is not valid in " + viewEnglish(a) + ": it is shown as ⟨U+FFFD⟩."
		}
		return number(a["count"]) + " places are not valid in " + viewEnglish(a) + ": they are shown as ⟨U+FFFD⟩."
	},
	znode.CodeControls: text("UTF-8 with control characters that no text has: shown as hex unless asked for as text."),
	znode.CodeFirstShown: func(a znode.Args) string {
		return "First " + number(a["bytes"]) + " of " + number(a["of"]) + " bytes."
	},
	znode.CodeByteOrderMark: text("Starts with a byte order mark, U+FEFF."),
	znode.CodeEndsInCRLF:    text("Lines end in CR LF."),
	znode.CodeUnwrapped: func(a znode.Args) string {
		return "Unpacked from " + sizeEnglish(a["from"]) + " of " + viewEnglish(a) + " to " + sizeEnglish(a["bytes"]) + "."
	},
	znode.CodeUnwrappedCut: func(a znode.Args) string {
		return "Unpacked from " + sizeEnglish(a["from"]) + " of " + viewEnglish(a) + " to more than " + sizeEnglish(a["bytes"]) + "; the rest was not looked at."
	},
	znode.CodeUnwrappedDamaged: func(a znode.Args) string {
		return "The " + viewEnglish(a) + " data is damaged or cut off: this is what could be read."
	},
	znode.CodeUnwrappedNothing: func(a znode.Args) string {
		return "The " + viewEnglish(a) + " data is damaged, cut off or needs a dictionary: nothing of it could be read."
	},
	znode.CodeUnwrappedUnknown: func(a znode.Args) string {
		return "Some of the " + viewEnglish(a) + " data is compressed in a way that this console does not know: this is what could be read."
	},
	znode.CodeReadInPart: func(a znode.Args) string {
		return "This is the first part of what the " + viewEnglish(a) + " data says; the rest was not looked at."
	},
	znode.CodeReadAs: func(a znode.Args) string { return chain(englishViews, a["chain"], " (guessed)") + "." },
	znode.CodeKeyRepeated: func(a znode.Args) string {
		return "The key “" + a["key"] + "” comes twice in one object: most programs read only the last."
	},
	znode.CodeBrokenText: func(a znode.Args) string {
		place := "line " + number(a["line"])
		if a["column"] != "" {
			place += ", column " + number(a["column"])
		}
		return "Looks like " + viewEnglish(a) + ", but cannot be read as that from " + place + " on."
	},
	znode.CodeEpoch: func(a znode.Args) string { return "As a time since 1970: " + a["at"] + "." },
	znode.CodeCertificateEnds: func(a znode.Args) string {
		return "A certificate ends in " + daysEnglish(a["days"]) + ", at " + a["at"] + ": renew it before."
	},
	znode.CodeCertificateEnded: func(a znode.Args) string {
		return "A certificate ended " + daysEnglish(a["days"]) + " ago, at " + a["at"] + ": most programs refuse it."
	},
	znode.CodeGuessed: func(a znode.Args) string {
		return viewEnglish(a) + " is a guess: if it looks wrong, choose another view."
	},
}

// englishViews has the labels of views, by the value of view=.
var englishViews = views(map[string]string{"image": "Image", "text": "Text", "hex": "Hex", "number": "Number"})

func viewEnglish(a znode.Args) string { return englishViews[a["view"]] }

func sizeEnglish(bytes string) string {
	n, err := strconv.Atoi(bytes)
	switch {
	case bytes == "1":
		return "1 byte"
	case err == nil && n >= 1024 && n%1024 == 0:
		return Count(n/1024) + " KiB"
	}
	return number(bytes) + " bytes"
}

func daysEnglish(days string) string {
	switch days {
	case "0":
		return "less than a day"
	case "1":
		return "1 day"
	}
	return number(days) + " days"
}
