package words

// English is the console's English.
var English = &Words{
	Lang: "en",
	Errors: merge(Errors{
		"": text("zkweb had an internal error. Its log tells more."),
	}, englishPeople, englishZooKeeper, englishConnection, englishCredentials),
}
