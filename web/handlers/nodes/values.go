package nodes

import (
	"encoding/hex"
	"strings"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"zkweb/web/handlers/site"
	"zkweb/web/views/nodes"
	"zkweb/zkconn/listing"
	"zkweb/zkconn/payload/format"
	"zkweb/zkconn/payload/show"
	"zkweb/zkconn/znode"
)

// maxValueText is how many characters of a child's value a list shows.
const maxValueText = 120

// valuesOf returns the children on the page of a list whose values are shown: those that have data.
func valuesOf(draft *listing.Draft, stats znode.Stats) []znode.Path {
	var rows []znode.Path
	if draft == nil {
		return nil
	}
	page := draft.Page(znode.Stat{}, stats.Of)
	for _, item := range page.Items {
		if item.Err == nil && item.Stat.DataLength > 0 {
			rows = append(rows, item.Path)
		}
	}
	return rows
}

// childValue returns what a row shows of a child's value.
func childValue(c echo.Context, item listing.Item, values map[znode.Path]znode.Value) nodes.ChildValue {
	value, came := values[item.Path]
	switch {
	case item.Stat.DataLength == 0:
		return nodes.ChildValue{}
	case !came:
		return nodes.ChildValue{Large: true}
	case value.Err != nil:
		return nodes.ChildValue{Problem: site.ProblemOf(c, value.Err)}
	}
	return nodes.ChildValue{Text: valueText(item.Path, value.Data)}
}

// valueText returns the beginning of data on one line, as its page would show it. Bytes that are no
// text are in hexadecimal.
func valueText(path znode.Path, data []byte) string {
	shown := show.Decode(format.Read(path, data), show.Best)
	if shown.Current == show.Hex {
		return firstOf(hex.EncodeToString(data[:min(len(data), maxValueText)]))
	}
	var line strings.Builder
	for _, tokens := range shown.Lines {
		for _, token := range tokens {
			if token.Class != show.Remark {
				line.WriteString(token.Text)
			}
		}
		if line.WriteByte('\n'); line.Len() > 8*maxValueText {
			break
		}
	}
	return firstOf(strings.Join(strings.Fields(line.String()), " "))
}

// firstOf returns the first maxValueText characters of a text, with an ellipsis if there are more.
func firstOf(text string) string {
	if utf8.RuneCountInString(text) <= maxValueText {
		return text
	}
	return string([]rune(text)[:maxValueText]) + "…"
}
