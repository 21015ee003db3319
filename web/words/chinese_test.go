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

// alikeInAll are the words that are the same in all languages: names of products,
// of formats and of ZooKeeper's own things.
var alikeInAll = append([]string{".Lang", ".Shell.Chroot", ".ACL.Title", ".Compare.Parts[acl]", ".History.Lines"}, viewsOfFormats()...)

func viewsOfFormats() []string {
	var fields []string
	for name := range formatNames {
		fields = append(fields, ".Views["+name+"]")
	}
	return fields
}

// TestChineseIsTranslated finds what was left in English, or forgotten.
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

// TestChineseIsWrittenAlike: a space between Han and Latin, full punctuation
// beside Han, and no pronoun.
func TestChineseIsWrittenAlike(t *testing.T) {
	wrong := regexp.MustCompile(`\p{Han}[A-Za-z0-9]|[A-Za-z0-9]\p{Han}|\p{Han}[,;:?!]|[,;?!]\p{Han}|\p{Han}\.$|[，。；：？！、”（）] | [，。；：？！、“（）]|[你您]`)
	for name, text := range said(Chinese) {
		if name == ".Format.Ago()" { // as the browser writes it
			continue
		}
		if found := wrong.FindString(text); found != "" {
			t.Errorf("%s%s is %q: see %q", Chinese.Lang, name, text, found)
		}
	}
}

// TestSentencesAreWrittenAlike: one apostrophe, and no space that a reader sees.
func TestSentencesAreWrittenAlike(t *testing.T) {
	for _, w := range Languages {
		for name, text := range said(w) {
			if strings.Contains(text, "'") || strings.Contains(text, "  ") || strings.TrimSpace(text) != text {
				t.Errorf("%s%s is %q", w.Lang, name, text)
			}
		}
	}
}

// TestOneWordForOneThing finds what is said in other words elsewhere.
func TestOneWordForOneThing(t *testing.T) {
	for w, wrong := range map[*Words]*regexp.Regexp{
		English: regexp.MustCompile(`(?i)\btak(e|es|en|ing)( \w+)* back\b|secrets? (is|are) (hidden|shown)|\d %`), // undo, mask, reveal
		// For 修改, a mutation apart; 刷新; 消费者; 敏感信息; 查找; 比较; 用户; 记录程序; 权重, a right to vote apart; 集群; 退出.
		Chinese: regexp.MustCompile(`更改|变更( [^(]|[^ ]|$)|重新载入|JSON 行|使用者|敏感内容|搜索|对比|账号|记录器|(^|[^投])票权|投权重|登出|CLUSTER:|\d %`),
	} {
		for name, text := range said(w) {
			if found := wrong.FindString(text); found != "" {
				t.Errorf("%s%s is %q: see %q", w.Lang, name, text, found)
			}
		}
	}
}

// said returns all that a language says, by the name of its field. What takes values
// is asked with 7 for each, which is neither Latin nor Han.
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

// samples returns values for a func.
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

// sampleArgs has a value for every argument that the comment of a code names.
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
