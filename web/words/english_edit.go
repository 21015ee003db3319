package words

var englishReview = Review{
	DocumentTitle: func(node string) string { return "Review " + node },
	Title:         "Review before saving",
	Removed:       "− there now",
	Added:         "+ yours",
	DiffLabel:     "What would change",
	Same:          "Nothing would change: these are the bytes that are there now. Saving them makes a new version all the same.",
	SameText:      "The text stays the same. Its bytes change.",
	FramesLost:    "The data also has frames that programs pass over, such as an index of its parts. They will be gone: the text is compressed anew.",
	NotCompared:   "This cannot be compared line by line.",
	Size: func(before, after int) string {
		if before == after {
			return counted(after, "byte", "bytes") + ", as before"
		}
		return Count(before) + " → " + counted(after, "byte", "bytes")
	},
	Null:     "The znode would hold null: no data at all.",
	Valid:    func(format string) string { return "Valid " + format + "." },
	ValidNow: func(format string) string { return "Valid " + format + " now." },
	Broken: func(format, line, column string) string {
		return "Was valid " + format + ", now is not" + placeEnglish(line, column) + "."
	},
	Format:        "Indent the JSON and review again",
	FormatChanges: "Changes white space, and so the bytes; names, values and their order stay.",
	EditAgain:     "Edit again",
	ChooseAgain:   "Choose another file",
}

func placeEnglish(line, column string) string {
	switch {
	case line == "":
		return ""
	case column == "":
		return ": line " + number(line)
	}
	return ": line " + number(line) + ", column " + number(column)
}

var englishMerge = Merge{
	DocumentTitle: func(node string) string { return "Merge " + node },
	Title:         "Your changes and theirs",
	Clean: func(edited, now string) string {
		return movedEnglish(edited, now) + "Nothing was saved. Your changes and theirs do not touch, so both can be kept: review the merged text."
	},
	Conflicts: func(n int, edited, now string) string {
		places := "In " + Count(n) + " places"
		if n == 1 {
			places = "In one place"
		}
		return movedEnglish(edited, now) + "Nothing was saved. " + places + " both of you changed the same lines: choose which to keep."
	},
	Base:       "You started from",
	Theirs:     func(version string) string { return "There now: version " + version },
	Yours:      "Yours",
	Gone:       "deleted",
	KeepTheirs: "Keep theirs",
	KeepYours:  "Keep yours",
	Taken:      "kept",
	Left: func(lines int) string {
		return counted(lines, "same line", "same lines")
	},
	Review: "Review the merged text",
	Edit:   "Edit the merged text",
	Over:   "Review yours in place of theirs",
}

func movedEnglish(edited, now string) string {
	if edited == now {
		return ""
	}
	return "You were editing version " + edited + "; version " + now + " is there now. "
}
