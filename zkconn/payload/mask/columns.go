package mask

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"zkweb/zkconn/payload/format"
)

// column says what is masked in a column of a table.
type column int

const (
	shownColumn   column = iota
	secretColumn         // all but its name
	unknownColumn        // its name as well, which may be a value
)

// maskColumns masks the columns of a table to which the header row gives the name of a secret, and
// other secrets in the rows. It returns false if the text is not a table or may lack a header row.
// Then maskLines hides everything that follows the name.
func (m *Masker) maskColumns(r *format.Reading) (masked string, count int, ok bool) {
	header, below, _ := strings.Cut(r.Text, "\n")
	if _, named := m.firstName(header, 0); !named || below == "" {
		return "", 0, false
	}
	rows := tableRows(r)
	if rows == nil {
		return "", 0, false
	}
	table := tableMask{masker: m, text: r.Text, names: rows[0]}
	if !table.readHeader(header) {
		return "", 0, false
	}
	var head, body strings.Builder
	head.WriteString(table.row(rows[0], 0, true))
	for i, row := range rows[1:] {
		body.WriteString(table.row(row, rows[i][len(rows[i])-1].End, false))
	}
	body.WriteString(r.Text[rows[len(rows)-1][len(table.columns)-1].End:])
	if table.lost {
		return "", 0, false
	}
	text, count, ok := m.maskLines(body.String())
	masked = head.String() + text
	return masked, count + table.count, ok && sameShape(rows, tableRows(format.ReadText(r.Path, masked)))
}

// tableRows returns the cells of a text that a person would call a table, or nil for any other
// text.
func tableRows(r *format.Reading) [][]format.Range {
	if viewed := r.Viewed(); len(viewed) > 0 && viewed[0].Table {
		return viewed[0].Rows()
	}
	return nil
}

func sameShape(a, b [][]format.Range) bool {
	return slices.EqualFunc(a, b, func(x, y []format.Range) bool { return len(x) == len(y) })
}

// tableMask masks the cells of a table.
type tableMask struct {
	masker  *Masker
	text    string
	names   []format.Range
	columns []column
	count   int
	lost    bool // the first row is not a header row
}

// readHeader determines what is masked in each column, and reports whether the first row is
// certainly a header row. What follows the name of a secret may be its value, and is masked with
// its column unless it is a usual name. All cells must be on one line, with one delimiter.
func (t *tableMask) readHeader(header string) bool {
	kinds := 0
	for _, delimiter := range []string{",", ";", "|", "\t"} {
		if strings.Contains(header, delimiter) {
			kinds++
		}
	}
	if last := t.names[len(t.names)-1]; kinds != 1 || last.End > len(header) {
		return false
	}
	named := false
	for _, cell := range t.names {
		name := t.cell(cell)
		kind := shownColumn
		switch isSecret := t.masker.isSecret(name); {
		case named && !isColumnName(name):
			kind = unknownColumn
		case isSecret && named:
			kind = secretColumn
		case isSecret:
			before := lineMask{masker: t.masker, line: t.text[:cell.Start]}
			if before.mask(); before.count > 0 || before.lost || !t.masker.isOneName(unescape(name)) {
				return false
			}
			kind, named = secretColumn, true
		}
		t.columns = append(t.columns, kind)
	}
	return named
}

// cell returns the content of a cell without quotes and surrounding white space.
func (t *tableMask) cell(place format.Range) string {
	return strings.Trim(t.text[place.Start:place.End], "\" ")
}

// row returns a row with its cells masked, and the text from the end of the row before it. Empty
// cells are masked only below a name from the operator's patterns. A secret column with the name of
// a secret as a value makes the table lost, since that value may name its neighbour.
func (t *tableMask) row(cells []format.Range, from int, isHeader bool) string {
	var out strings.Builder
	for i, place := range cells {
		out.WriteString(t.text[from:place.Start])
		from = place.End
		text, said := t.text[place.Start:place.End], t.cell(place)
		hidden := t.columns[i] == unknownColumn
		if !isHeader {
			name := t.cell(t.names[i])
			hidden = t.columns[i] != shownColumn && (said != "" || t.masker.nameKind(name) == ownName) || isWeak(name, said)
			t.lost = t.lost || hidden && t.masker.isSecret(said)
		}
		if hidden && text != Text {
			text = Text
			t.count++
		}
		out.WriteString(text)
	}
	return out.String()
}

// isOneName reports whether the name of a secret consists of one word, or of words that are usual
// in names.
func (m *Masker) isOneName(name string) bool {
	words := strings.Fields(name)
	for _, word := range words {
		_, size := utf8.DecodeRuneInString(word)
		_, end := wordAround(word, size, 0)
		if end < len(word) || len(words) > 1 && !isColumnName(word) && !m.isSecret(word) {
			return false
		}
	}
	return len(words) > 0
}

// isColumnName reports whether a cell contains only words that are usual in the names of columns.
// It must not contain a digit, since many passwords are such a word followed by a number. It must
// not be "secret" or the like alone, since many people use these as passwords.
func isColumnName(cell string) bool {
	if strings.ContainsFunc(cell, unicode.IsDigit) {
		return false
	}
	words := nameWords(cell)
	return len(words) > 0 && !usualPasswords[cell] && !slices.ContainsFunc(words, func(word string) bool { return !headerWords[word] })
}

// headerWords are usual in the names of columns, and hardly used as passwords.
var headerWords = set(`access account action active addr address age alias api app application area at auth author
 balance brand bucket by capacity category channel city class client cluster code comment company config consumer
 contact content cost count country create created creator credential credentials currency customer database date day db default deleted
 department dept desc description detail details device dir disabled display domain dsn duration email emails enabled
 end endpoint env environment error event expire expired expires expiry ext extra fax field file first flag flags
 folder format from full gender gid group groups home host hostname hosts id ids idx image index info instance
 interval ip is item job key keys kind label labels language last latency level limit link locale location locked log
 login mail max memo message method min mobile mode model modified month name namespace names nick nickname
 node note notes num number nr of offset on operator options order org organisation organization os owner page
 parent partition pass passphrase passwd password pwd path permission permissions phone pid plan platform pool port ports position price priority private
 privileges product profile project protocol provider public qps quantity quota rack rank rate realm reason region
 remark remarks replica replicas resource result retries role roles row schema scheme scope score secret section sent
 sequence serial server service session sex shard shell size slot sort source start started state status street sub
 subject system table tag tags target team tel tenant text threads time timeout timestamp title to topic total ttl
 token type types uid unit updated updater uri url user userid username users uuid valid value values vendor version via
 vip weight year zip zone
 密码 口令 密钥 令牌 主机 主机名 地址 端口 用户 用户名 账号 帐号 账户 角色 权限 备注 说明 描述 状态 类型 名称 姓名 时间 创建时间 更新时间 过期时间
 数据库 库名 表名 部门 邮箱 电话 手机 手机号 环境 版本 序号 编号 分组 组 级别 路径 服务 服务器 集群 节点 区域 地区 项目 应用 租户 启用 是否启用`)

// usualPasswords are words from the names of columns that are used as passwords.
var usualPasswords = set("pass passwd password secret Pass Password Secret")
