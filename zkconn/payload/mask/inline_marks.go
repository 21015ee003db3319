package mask

import (
	"slices"
	"strings"
)

// inlineMark is a text at which there may be a secret.
type inlineMark struct {
	mark string // in lower case
	word bool   // only at the start of a word
	find func(i *inline, start int)
}

var (
	inlineMarks = allMarks()
	marks       = newFinder(markTexts(inlineMarks), false)
)

// urlMark is the first of inlineMarks, as hintMarks leaves it out because it is so frequent.
const urlMark = "://"

// allMarks returns the marks of all secrets that need no name.
func allMarks() []inlineMark {
	all := slices.Concat(linkMarks(), userMarks(), tokenMarks(), statementMarks(), commandMarks())
	for _, mark := range weakMarks {
		all = append(all, inlineMark{mark, false, (*inline).weak})
	}
	return all
}

// marked returns marks for texts, which may be anywhere.
func marked(find func(*inline, int), texts ...string) (all []inlineMark) {
	for _, text := range texts {
		all = append(all, inlineMark{strings.ToLower(text), false, find})
	}
	return all
}

// atWord returns marks for texts, which must be at the start of a word.
func atWord(find func(*inline, int), texts ...string) []inlineMark {
	all := marked(find, texts...)
	for at := range all {
		all[at].word = true
	}
	return all
}

func linkMarks() []inlineMark {
	return slices.Concat(
		marked((*inline).url, urlMark),
		marked((*inline).oracle, "jdbc:oracle:"),
		marked((*inline).dataSource, "@tcp(", "@unix("),
		marked((*inline).easyConnect, "@//"),
		marked((*inline).localConnect, "@orcl", "@xe"),
		marked((*inline).addressConnect, "@10.", "@127.", "@172.", "@192.168."),
		marked((*inline).signature, "sig=", "signature="),
		marked((*inline).hook, "hooks.slack.com/", "hooks.slack-gov.com/", "hooks.zapier.com/hooks/", "maker.ifttt.com/trigger/", "webexapis.com/v1/webhooks/incoming/",
			"discord.com/api/webhooks/", "discordapp.com/api/webhooks/", "webhook.office.com/", "/cgi-bin/webhook/send?key=", "/open-apis/bot/v2/hook/", "/open-apis/bot/hook/"),
		marked((*inline).mattermost, "/hooks/"),
	)
}

func userMarks() []inlineMark {
	all := slices.Concat(
		marked((*inline).userAtHost, "@"),
		marked((*inline).userCall, "user("),
		atWord((*inline).userIs, "user.", "user_"),
		atWord((*inline).redisUser, "on >"),
		atWord((*inline).header, "bearer", "basic"),
	)
	for _, role := range listedRoles {
		all = append(all, marked((*inline).realmUser, ","+role, ", "+role)...)
	}
	return all
}

func tokenMarks() []inlineMark {
	all := slices.Concat(
		atWord((*inline).scram, "salt=", "stored_key=", "server_key="),
		atWord((*inline).webToken, "eyJ"),
		marked((*inline).bot, ":AA"),
		marked((*inline).atlas, ".atlasv1."),
		marked((*inline).azure, "q~"),
		atWord((*inline).aesKey, "base64:"),
		atWord((*inline).digest, "digest:"),
		atWord((*inline).cipher, "enc("),
		marked((*inline).cipher, "{cipher}"),
		marked((*inline).newRelic, "ffffnral"),
		atWord((*inline).twilio, eachBehind("SK", "0123456789abcdef")...),
		marked((*inline).mailchimp, eachBehind("-us", "123456789")...),
		atWord((*inline).discordBot, eachBehind("MT", "AEIMQUYcgk")...), // 10 to 19 in base64
		marked((*inline).crypt, cryptPrefixes...),
		marked((*inline).hashScheme, schemePrefixes...),
	)
	for _, shape := range tokenShapes {
		all = append(all, atWord(shape.find, shape.prefix)...)
	}
	return all
}

// eachBehind returns first followed by each of the characters in last.
func eachBehind(first, last string) (all []string) {
	for _, b := range last {
		all = append(all, first+string(b))
	}
	return all
}

func statementMarks() []inlineMark {
	all := atWord((*inline).identified, "identified")
	for _, s := range statements {
		all = append(all, atWord(s.find, s.mark)...)
	}
	for mark, form := range tables {
		all = append(all, atWord(statement{mark, form}.find, mark)...)
	}
	for _, s := range logins {
		all = append(all, marked(s.find, s.mark)...)
	}
	return all
}

func commandMarks() []inlineMark {
	all := atWord((*inline).option, "-u", "--user", "--proxy-user")
	for command := range commandOptions {
		if slices.Contains(loginCommands, command) {
			command += " login"
		}
		all = append(all, atWord(func(i *inline, _ int) { i.commands = true }, command)...)
	}
	return all
}

func markTexts(all []inlineMark) []string {
	var texts []string
	for _, m := range all {
		texts = append(texts, m.mark)
	}
	return texts
}
