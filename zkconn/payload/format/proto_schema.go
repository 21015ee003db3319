package format

import (
	"context"
	"fmt"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/bufbuild/protocompile"
	"google.golang.org/protobuf/reflect/protoreflect"

	"zkweb/zkconn/znode"
)

// Schema is the protobuf message type of the data of some znodes.
type Schema struct {
	pattern string
	message protoreflect.MessageDescriptor
}

// ParseSchema reads PATTERN=FILE[:MESSAGE]: a pattern of paths, a .proto file, and a message in it.
// Without a message, the file must have just one. In a pattern, "*" stands for any name or part of
// a name, and "/**" at the end for everything below. Imports are looked up in the folder of the
// file.
func ParseSchema(text string) (Schema, error) {
	pattern, file, ok := strings.Cut(text, "=")
	if !ok || !strings.HasPrefix(pattern, "/") || file == "" {
		return Schema{}, fmt.Errorf("%q is not PATTERN=FILE[:MESSAGE] with a pattern of paths such as /app/*", text)
	}
	if _, err := path.Match(pattern, "/"); err != nil {
		return Schema{}, fmt.Errorf("%q is no pattern of paths", pattern)
	}
	message := ""
	if at := strings.LastIndexByte(file, ':'); at > 0 && protoreflect.FullName(file[at+1:]).IsValid() {
		file, message = file[:at], file[at+1:]
	}
	folder, name := filepath.Split(file)
	compiler := protocompile.Compiler{Resolver: protocompile.WithStandardImports(&protocompile.SourceResolver{ImportPaths: []string{filepath.Clean(folder)}})}
	compiled, err := compiler.Compile(context.Background(), name)
	if err != nil {
		return Schema{}, fmt.Errorf("%s: %w", file, err)
	}
	descriptor, err := findMessage(compiled[0], message)
	if err != nil {
		return Schema{}, fmt.Errorf("%s: %w", file, err)
	}
	return Schema{pattern, descriptor}, nil
}

// ownSchema returns a function that compiles an embedded file on its first call.
func ownSchema(name, text string) func() protoreflect.FileDescriptor {
	return sync.OnceValue(func() protoreflect.FileDescriptor {
		files := protocompile.SourceAccessorFromMap(map[string]string{name: text})
		compiler := protocompile.Compiler{Resolver: &protocompile.SourceResolver{Accessor: files}}
		compiled, err := compiler.Compile(context.Background(), name)
		if err != nil {
			panic(err) // the embedded files are tested
		}
		return compiled[0]
	})
}

// findMessage finds a message by its name, with or without the package. An empty name stands for
// the only message.
func findMessage(file protoreflect.FileDescriptor, name string) (protoreflect.MessageDescriptor, error) {
	messages := file.Messages()
	if name == "" {
		if messages.Len() == 1 {
			return messages.Get(0), nil
		}
		return nil, fmt.Errorf("has %d messages: name one behind a colon", messages.Len())
	}
	found := messageNamed(messages, strings.TrimPrefix(name, string(file.Package())+"."))
	if found == nil {
		return nil, fmt.Errorf("has no message %s", name)
	}
	return found, nil
}

// messageNamed finds a message, which may be nested: Outer.Inner.
func messageNamed(messages protoreflect.MessageDescriptors, name string) protoreflect.MessageDescriptor {
	outer, inner, nested := strings.Cut(name, ".")
	found := messages.ByName(protoreflect.Name(outer))
	if found == nil || !nested {
		return found
	}
	return messageNamed(found.Messages(), inner)
}

// matches reports whether the schema applies to a znode.
func (s Schema) matches(znodePath znode.Path) bool {
	name := znodePath.String()
	if above, deep := strings.CutSuffix(s.pattern, "/**"); deep {
		levels := strings.Count(above, "/")
		parts := strings.SplitN(name, "/", levels+2)
		if len(parts) < levels+2 {
			return false
		}
		matched, _ := path.Match(above, strings.Join(parts[:levels+1], "/")) // the pattern is checked
		return matched
	}
	matched, _ := path.Match(s.pattern, name) // the pattern is checked
	return matched
}

var schemas atomic.Pointer[[]Schema]

// UseSchemas sets the schemas in use, the first of which that matches applies.
func UseSchemas(all []Schema) { schemas.Store(&all) }

// unwrapSchema reads a message by the schema for the znode's path.
func unwrapSchema(r *Reading) *Content {
	schema := schemaFor(r.Path)
	if schema == nil {
		return nil
	}
	return readMessage(r, r.Data, schema.message)
}

// schemaFor returns the first schema that matches a path, or nil if none does.
func schemaFor(path znode.Path) *Schema {
	known := schemas.Load()
	if known == nil {
		return nil
	}
	for i := range *known {
		if (*known)[i].matches(path) {
			return &(*known)[i]
		}
	}
	return nil
}
