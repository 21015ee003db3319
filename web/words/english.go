package words

import "zkweb/zkconn/znode"

// English is the console's English.
var English = &Words{
	Lang: "en",
	Errors: merge(Errors{
		"": text("zkweb had an internal error. Its log tells more."),
	}, englishPolicy),
}

// englishPolicy is what the console's own policy answers.
var englishPolicy = Errors{
	znode.CodeReadOnly: text("This console is read-only: it runs without --allow-writes, so nothing was changed."),
	znode.CodeRoleForbids: func(a znode.Args) string {
		return "Your role here, “" + a["role"] + "”, does not include this. Ask an administrator for another."
	},
}
