package words

import (
	"maps"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"zkweb/zkconn/znode"
)

// alikeInAll are the words that are the same in all languages: names of products, formats and
// ZooKeeper's concepts.
var alikeInAll = append([]string{".Lang", ".Shell.Chroot", ".ACL.Title", ".Compare.Parts[acl]", ".History.Lines"}, viewsOfFormats()...)

func viewsOfFormats() []string {
	var fields []string
	for name := range formatNames {
		fields = append(fields, ".Views["+name+"]")
	}
	return fields
}

// TestChineseIsTranslated checks that nothing is missing or still in English.
func TestChineseIsTranslated(t *testing.T) {
	english, chinese := said(English), said(Chinese)
	for _, name := range slices.Sorted(maps.Keys(english)) {
		text, translated := chinese[name]
		switch {
		case !translated:
			t.Errorf("%s lacks %s: %q", Chinese.Lang, name, english[name])
		case slices.Contains(alikeInAll, name):
			if text != english[name] && name != ".Lang" {
				t.Errorf("%s is listed as alike in all languages, and is %q and %q", name, english[name], text)
			}
		case strings.ContainsFunc(english[name], unicode.IsLetter) && !strings.ContainsFunc(text, isHan):
			t.Errorf("%s%s is %q, for %q", Chinese.Lang, name, text, english[name])
		}
	}
	for name := range chinese {
		if _, ok := english[name]; !ok {
			t.Errorf("%s lacks %s: %q", English.Lang, name, chinese[name])
		}
	}
}

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }

// TestChineseIsWrittenAlike checks that there is a space between Han and Latin text, full-width
// punctuation beside Han text, and no pronoun.
func TestChineseIsWrittenAlike(t *testing.T) {
	wrong := regexp.MustCompile(`\p{Han}[A-Za-z0-9]|[A-Za-z0-9]\p{Han}|\p{Han}[,;:?!]|[,;?!]\p{Han}|\p{Han}\.$|[，。；：？！、”（）] | [，。；：？！、“（）]|[你您]`)
	for name, text := range said(Chinese) {
		if name == ".Format.Ago()" { // in the browser's spelling
			continue
		}
		if found := wrong.FindString(text); found != "" {
			t.Errorf("%s%s is %q: see %q", Chinese.Lang, name, text, found)
		}
	}
}

// TestSentencesAreWrittenAlike checks that there is only one kind of apostrophe, and no superfluous
// white space.
func TestSentencesAreWrittenAlike(t *testing.T) {
	for _, w := range Languages {
		for name, text := range said(w) {
			if strings.Contains(text, "'") || strings.Contains(text, "  ") || strings.TrimSpace(text) != text {
				t.Errorf("%s%s is %q", w.Lang, name, text)
			}
		}
	}
}

// TestOneWordForOneThing checks that each thing has the same name everywhere.
func TestOneWordForOneThing(t *testing.T) {
	for w, wrong := range map[*Words]*regexp.Regexp{
		English: regexp.MustCompile(`(?i)\btak(e|es|en|ing)( \w+)* back\b|secrets? (is|are) (hidden|shown)|\d %`), // the terms are undo, mask and reveal
		// The terms are 修改 (mutation aside), 刷新, 消费者, 敏感信息, 查找, 比较, 用户, 记录程序, 权重 (right to vote
		// aside), 集群 and 退出.
		Chinese: regexp.MustCompile(`更改|变更( [^(]|[^ ]|$)|重新载入|JSON 行|使用者|敏感内容|搜索|对比|账号|记录器|(^|[^投])票权|投权重|登出|CLUSTER:|\d %`),
	} {
		for name, text := range said(w) {
			if found := wrong.FindString(text); found != "" {
				t.Errorf("%s%s is %q: see %q", w.Lang, name, text, found)
			}
		}
	}
}

// said returns all texts of a language, by the name of the field. It calls funcs with 7 for each
// value, which is neither Latin nor Han.
func said(w *Words) map[string]string {
	all := map[string]string{}
	say(reflect.ValueOf(*w), "", all)
	return all
}

func say(value reflect.Value, name string, all map[string]string) {
	switch value.Kind() {
	case reflect.String:
		all[name] = value.String()
	case reflect.Struct:
		for i := range value.NumField() {
			say(value.Field(i), name+"."+value.Type().Field(i).Name, all)
		}
	case reflect.Map:
		for _, key := range value.MapKeys() {
			say(value.MapIndex(key), name+"["+key.String()+"]", all)
		}
	case reflect.Func:
		all[name+"()"] = value.Call(samples(value.Type()))[0].String()
	}
}

// samples returns arguments for a func.
func samples(of reflect.Type) []reflect.Value {
	var values []reflect.Value
	for i := range of.NumIn() {
		var sample reflect.Value
		switch in := of.In(i); {
		case in == reflect.TypeFor[time.Duration]():
			sample = reflect.ValueOf(7 * time.Hour)
		case in == reflect.TypeFor[znode.Perms]():
			sample = reflect.ValueOf(znode.PermRead | znode.PermAdmin)
		case in == reflect.TypeFor[znode.Args]():
			sample = reflect.ValueOf(sampleArgs)
		case in.Kind() == reflect.String:
			sample = reflect.ValueOf("7")
		default:
			sample = reflect.ValueOf(7).Convert(in)
		}
		values = append(values, sample)
	}
	return values
}

// sampleArgs has a value for every argument that the comment on a code names.
var sampleArgs = newSampleArgs()

func newSampleArgs() znode.Args {
	args := znode.Args{"view": "json"}
	for _, file := range []string{"../../zkconn/znode/codes.go", "../../zkconn/health/finding.go", "../../zkconn/doctor/doctor.go"} {
		source, err := os.ReadFile(file)
		if err != nil {
			panic(err)
		}
		for _, name := range regexp.MustCompile(`\{(\w+)\}`).FindAllSubmatch(source, -1) {
			if args[string(name[1])] == "" {
				args[string(name[1])] = "7"
			}
		}
	}
	return args
}
