package site

import (
	"zkweb/zkconn/payload/mask"
	"zkweb/zkconn/payload/show"
)

// JSONData is a znode's data, at most the first 64 KiB.
type JSONData struct {
	show.Encoded
	Masked int `json:"masked,omitempty"` // secrets in whose place mask.Text stands
}

// DataJSON returns data for JSON; ZooKeeper's null has an encoding of its own, so that it is
// not taken for the empty value.
func DataJSON(data mask.Masked) *JSONData {
	if data.Data == nil {
		return &JSONData{Encoded: show.Encoded{Encoding: "null"}}
	}
	return &JSONData{show.Encode(data.Reading()), data.Count}
}
