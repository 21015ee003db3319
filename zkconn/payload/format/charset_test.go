package format_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"

	"zkweb/zkconn/payload/format"
	"zkweb/zkconn/znode"
)

var (
	utf16LE = unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	utf16BE = unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
)

func encoded(t testing.TB, in encoding.Encoding, text string) []byte {
	t.Helper()
	data, err := in.NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return data
}

// Texts are read in the character set that they were written in.
func TestGuess(t *testing.T) {
	for _, test := range []struct {
		set   format.Name
		in    encoding.Encoding
		texts []string
	}{
		{format.GB18030, simplifiedchinese.GB18030, []string{
			"配置", "数据库连接超时", "name=张三\nport=2181\n", "# 生产环境的主库，不要修改\nhost: 10.0.0.1\n", `{"服务":"订单","节点":["北京","上海"]}`,
			"这是一个用于测试的文件，其中的内容没有任何意义。", "# 缓存时间（秒）\nttl=30\n", "日志级别：警告",
		}},
		{format.Big5, traditionalchinese.Big5, []string{
			"設定", "資料庫連線逾時，請重新啟動伺服器。", "這是一個用於測試的檔案，其中的內容沒有任何意義。", "name=王小明\nport=2181\n# 這個節點是給訂單服務用的\n",
		}},
		{format.ShiftJIS, japanese.ShiftJIS, []string{
			"サーバーの設定", "これはテスト用のファイルです。", "name=データベース\nport=2181\n", "接続がタイムアウトしました。再起動してください。",
		}},
		{format.EUCKR, korean.EUCKR, []string{
			"데이터베이스 연결 시간 초과", "이것은 테스트 파일입니다. 내용은 아무 의미가 없습니다.", "# 운영 서버 설정\nport=2181\n",
		}},
		{format.Latin1, charmap.Windows1252, []string{
			"café", "Müller wohnt in der Straße\n", "# señal de configuración\nhost=1\n", "Il a été créé à Genève – “déjà”.\n",
		}},
		{format.UTF16LE, utf16LE, []string{"ab", "host=zk1\nport=2181\n", "配置文件：数据库", "привет, мир", "\ufeffname=张三", "サーバーの設定"}},
		{format.UTF16BE, utf16BE, []string{"ab", "host=zk1\nport=2181\n", "配置文件：数据库", "привет, мир", "\ufeffname=张三", "サーバーの設定"}},
	} {
		for _, text := range test.texts {
			r := format.Read(znode.Root, encoded(t, test.in, text))
			content := r.Content()
			if content == nil {
				t.Errorf("%s is not read: %q", test.set, text)
				continue
			}
			if got := string(content.Reading.Data); content.Layer.Name != test.set || got != text {
				t.Errorf("%s is read as %s: %q, for %q", test.set, content.Layer.Name, got, text)
			}
			if marked := []rune(text)[0] == '\ufeff'; content.Guessed == marked {
				t.Errorf("%q in %s: Guessed is %v", text, test.set, content.Guessed)
			}
			if back, err := content.Layer.Wrap(content.Reading.Data); err != nil || string(back) != string(r.Data) {
				t.Errorf("%q in %s is written as %x, %v", text, test.set, back, err)
			}
		}
	}
}

// Data that is not text is in no character set, and UTF-8 is in no other one.
func TestGuessesNothing(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	guesses := map[string]int{}
	for range 10_000 {
		data := make([]byte, 1+random.IntN(64))
		for i := range data {
			data[i] = byte(random.Uint32())
		}
		if content := format.Read(znode.Root, data).Content(); content != nil && content.Layer.Charset {
			guesses[fmt.Sprint(content.Layer.Name, " of ", min(len(data), 8), " bytes")]++
		}
	}
	total := 0
	for _, count := range guesses {
		total += count
	}
	if total > 40 {
		t.Errorf("%d of 10,000 random buffers are read as text: %v", total, guesses)
	}
	for _, text := range []string{"", "a", "hello", "配置", "\x00\x00\x00\x05", "\x00\x00\x01\x93\x5c\x2a\x10\x00", "a\x00", "\x1b[31m"} {
		if content := format.Read(znode.Root, []byte(text)).Content(); content != nil && content.Layer.Charset {
			t.Errorf("%q is read as %s", text, content.Layer.Name)
		}
	}
}

// A person can choose any character set that a text can be in.
func TestContentAs(t *testing.T) {
	r := format.Read(znode.Root, encoded(t, simplifiedchinese.GB18030, "配置"))
	if names := r.Charsets(); !slices.Equal(names, []format.Name{format.GB18030, format.Big5, format.ShiftJIS, format.EUCKR, format.Latin1}) {
		t.Errorf("Charsets returns %v", names)
	}
	if content := r.ContentAs(format.Latin1); content == nil || content.Reading.Text != "ÅäÖÃ" || content.Guessed {
		t.Errorf("as Latin-1 the content is %+v", content)
	}
	for _, name := range []format.Name{format.UTF16LE, format.Gzip, format.JSON, ""} {
		if content := r.ContentAs(name); content != nil {
			t.Errorf("as %q the text is %q", name, content.Reading.Text)
		}
	}
	if content := format.Read(znode.Root, []byte("é")).ContentAs(format.Latin1); content != nil {
		t.Errorf("UTF-8 as Latin-1 is %q", content.Reading.Text)
	}
}
