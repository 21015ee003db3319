package main

import (
	"zkweb/cmd/zkweb/settings"
	"zkweb/zkconn/payload/format"
)

const protoForm = "PATTERN=FILE[:MESSAGE]"

// payloadSettings are about reading the data of znodes.
type payloadSettings struct {
	schemas []format.Schema // of protobuf; the first that matches counts
}

func (s *payloadSettings) list() []settings.Setting {
	return []settings.Setting{
		{
			Name: "proto", Form: protoForm, Does: "a .proto file, and the message in it that is the data of znodes whose paths match; * matches a name or a part of one, /** at the end all below; repeatable, the first match counts",
			Takes: protoForm + ", such as /app/*=app.proto:State", Set: s.addSchema, Many: true,
		},
	}
}

func (s *payloadSettings) addSchema(value string) error {
	schema, err := format.ParseSchema(value)
	if err == nil {
		s.schemas = append(s.schemas, schema)
	}
	return err
}
