package site

import (
	"zkweb/zkconn/payload/mask"
	"zkweb/zkconn/payload/show"
)

// JSONData is a znode's data, at most the first 64 KiB.
type JSONData struct {
	show.Encoded
	Masked int `json:"masked,omitempty"` // how many secrets were replaced by mask.Text
}

// DataJSON returns the JSON of data. ZooKeeper's null has its own encoding, so that it differs from
// the empty value.
func DataJSON(data mask.Masked) *JSONData {
	if data.Data == nil {
		return &JSONData{Encoded: show.Encoded{Encoding: "null"}}
	}
	return &JSONData{show.Encode(data.Reading()), data.Count}
}
