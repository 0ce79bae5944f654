package main

import (
	"fmt"
	"go/token"
	"go/types"
	"strings"
	"unicode/utf8"
)

var sizes = types.SizesFor("gc", "amd64")

// From here on a struct is told as a short one of its size, alignment and pointers.
const longestStruct = 300

func mapOf(kind types.Type) *types.Map {
	if kind == nil || isParameter(kind) {
		return nil
	}
	found, _ := kind.Underlying().(*types.Map)
	return found
}

// A type parameter is known from Go 1.18 on, and this compiles before.
func isParameter(kind types.Type) bool {
	return fmt.Sprintf("%T", kind) == "*types.TypeParam"
}

func isUnknown(kind types.Type) bool {
	if isParameter(kind) {
		return false
	}
	basic, ok := kind.Underlying().(*types.Basic)
	return ok && basic.Kind() == types.Invalid
}

// A type in what it is made of, as far as its size, alignment and pointers go; empty where a part is not known.
func shapeOf(kind types.Type) string {
	if isParameter(kind) || isUnknown(kind) {
		return ""
	}
	switch kind := kind.Underlying().(type) {
	case *types.Basic:
		if kind.Kind() == types.UnsafePointer {
			return "unsafe.Pointer"
		}
		return kind.Name()
	case *types.Pointer:
		return "*int"
	case *types.Slice:
		return "[]byte"
	case *types.Map:
		return "map[int]int"
	case *types.Chan:
		return "chan int"
	case *types.Signature:
		return "func()"
	case *types.Interface:
		return "any"
	case *types.Array:
		element := shapeOf(kind.Elem())
		if element == "" {
			return ""
		}
		return fmt.Sprintf("[%d]%s", kind.Len(), element)
	case *types.Struct:
		return structShape(kind)
	}
	return ""
}

func structShape(kind *types.Struct) string {
	if kind.NumFields() == 0 {
		return "struct{}"
	}
	fields := []string{}
	for index := 0; index < kind.NumFields(); index++ {
		shape := shapeOf(kind.Field(index).Type())
		if shape == "" {
			return ""
		}
		fields = append(fields, fmt.Sprintf("f%d %s", index, shape))
	}
	text := "struct { " + strings.Join(fields, "; ") + " }"
	if len(text) <= longestStruct {
		return text
	}
	size, align := sizes.Sizeof(kind), sizes.Alignof(kind)
	// Before Go 1.22 the size has no padding at its end.
	size = (size + align - 1) / align * align
	word := fmt.Sprintf("uint%d", align*8)
	if hasPointers(kind) {
		word = "*int"
	}
	return fmt.Sprintf("struct { a %s; b [%d]byte }", word, size-align)
}

func hasPointers(kind types.Type) bool {
	switch kind := kind.Underlying().(type) {
	case *types.Basic:
		return kind.Info()&types.IsString != 0 || kind.Kind() == types.UnsafePointer
	case *types.Array:
		return kind.Len() > 0 && hasPointers(kind.Elem())
	case *types.Struct:
		for index := 0; index < kind.NumFields(); index++ {
			if hasPointers(kind.Field(index).Type()) {
				return true
			}
		}
		return false
	}
	return true
}

// What a loop runs over: slice, map, array with its length, integer, string, or other, which has no length.
func lengthOf(kind types.Type) string {
	if isUnknown(kind) {
		return ""
	}
	if isParameter(kind) {
		return "other"
	}
	under := kind.Underlying()
	if pointer, ok := under.(*types.Pointer); ok {
		if array, isArray := pointer.Elem().Underlying().(*types.Array); isArray {
			under = array
		}
	}
	switch under := under.(type) {
	case *types.Slice:
		return "slice"
	case *types.Map:
		return "map"
	case *types.Array:
		return fmt.Sprintf("array %d", under.Len())
	case *types.Basic:
		if under.Info()&types.IsInteger != 0 {
			return "integer"
		}
		if under.Info()&types.IsString != 0 {
			return "string"
		}
	}
	return "other"
}

// A position in UTF-16 units from the start of its file, as JavaScript counts.
func unitsOf(position token.Pos) int {
	file := fileSet.File(position)
	offset := file.Offset(position)
	source := wide[file.Name()]
	units := offset
	for at := 0; at < len(source) && source[at].offset < offset; at++ {
		units -= source[at].spare
	}
	return units
}

// A character that takes fewer UTF-16 units than bytes.
type wideCharacter struct{ offset, spare int }

var wide = map[string][]wideCharacter{}

func wideIn(source []byte) []wideCharacter {
	var found []wideCharacter
	for at := 0; at < len(source); {
		if source[at] < utf8.RuneSelf {
			at++
			continue
		}
		character, bytes := utf8.DecodeRune(source[at:])
		units := 1
		if character > 0xffff {
			units = 2
		}
		found = append(found, wideCharacter{at, bytes - units})
		at += bytes
	}
	return found
}
