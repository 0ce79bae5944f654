// Tells what go/types knows of the maps in Go source: of every variable and field that is a map its key and value,
// of every loop what it runs over. Packages are read from source: those of the modules at hand, of Go's library, and
// of other modules what the module cache or a vendor folder holds. Nothing is downloaded, built or run.
//
// Arguments are folders and files; with -tests first, files named _test.go are read too. A line of JSON is printed
// for each package.
package main

import (
	"bufio"
	"encoding/json"
	"go/ast"
	"go/types"
	"os"
	"path/filepath"
	"sort"
	"strings"
)

// Of one package: positions count UTF-16 units from the start of a file.
type output struct {
	Package string `json:"package"`
	// What the compiler would complain about, most often because an import is not at hand.
	Errors  int                   `json:"errors"`
	Missing []string              `json:"missing"`
	Files   map[string]*fileTypes `json:"files"`
}

type fileTypes struct {
	// Variables and fields that are maps, by the start of their name.
	Maps map[int]mapType `json:"maps"`
	// Starts of names whose type is not known.
	Unknown []int `json:"unknown"`
	// What loops run over, by the start of the expression.
	Ranges map[int]string `json:"ranges"`
	// Uses of fields that are maps: where they end, and the file and position of their declaration.
	Fields map[int]place `json:"fields"`
}

type mapType struct {
	Type  string `json:"type"`
	Key   string `json:"key"`
	Value string `json:"value"`
}

type place struct {
	File  string `json:"file"`
	Start int    `json:"start"`
}

func main() {
	words := os.Args[1:]
	withTests := len(words) > 0 && words[0] == "-tests"
	if withTests {
		words = words[1:]
	}
	folders := map[string]bool{}
	for _, word := range words {
		collect(word, folders)
	}
	sorted := make([]string, 0, len(folders))
	for folder := range folders {
		sorted = append(sorted, folder)
		moduleOf(folder)
	}
	sort.Strings(sorted)
	out := bufio.NewWriter(os.Stdout)
	encoder := json.NewEncoder(out)
	for _, folder := range sorted {
		for _, files := range parseFolder(folder, withTests) {
			encoder.Encode(describe(folder, files))
			out.Flush()
		}
	}
}

func collect(name string, folders map[string]bool) {
	if strings.HasSuffix(name, ".go") {
		folders[filepath.Dir(name)] = true
		return
	}
	filepath.Walk(name, func(path string, info os.FileInfo, err error) error {
		if err != nil || !info.IsDir() {
			return nil
		}
		base := info.Name()
		if path != name && (base == "vendor" || base == "testdata" || base[0] == '_' || base[0] == '.') {
			return filepath.SkipDir
		}
		folders[path] = true
		return nil
	})
}

func describe(folder string, files []*ast.File) output {
	info := &types.Info{
		Types:      map[ast.Expr]types.TypeAndValue{},
		Defs:       map[*ast.Ident]types.Object{},
		Uses:       map[*ast.Ident]types.Object{},
		Selections: map[*ast.SelectorExpr]*types.Selection{},
	}
	path := importPathOf(folder)
	result := output{Package: path, Missing: []string{}, Files: map[string]*fileTypes{}}
	missing = map[string]bool{}
	config := types.Config{
		Importer:    importer{},
		FakeImportC: true,
		Sizes:       sizes,
		Error:       func(error) { result.Errors++ },
	}
	checked, _ := config.Check(path, fileSet, files, info)
	for name := range missing {
		result.Missing = append(result.Missing, name)
	}
	sort.Strings(result.Missing)
	qualified := types.RelativeTo(checked)
	for _, file := range files {
		seen := &fileTypes{
			Maps:    map[int]mapType{},
			Unknown: []int{},
			Ranges:  map[int]string{},
			Fields:  map[int]place{},
		}
		result.Files[fileSet.File(file.Pos()).Name()] = seen
		ast.Inspect(file, func(node ast.Node) bool {
			switch node := node.(type) {
			case *ast.Ident:
				seen.name(node, info, qualified)
			case *ast.RangeStmt:
				if found := info.TypeOf(node.X); found != nil {
					seen.Ranges[unitsOf(node.X.Pos())] = lengthOf(found)
				}
			case *ast.CallExpr:
				// `len(x)` bounds a loop that counts.
				if called, ok := node.Fun.(*ast.Ident); ok && called.Name == "len" && len(node.Args) == 1 {
					if found := info.TypeOf(node.Args[0]); found != nil {
						seen.Ranges[unitsOf(node.Args[0].Pos())] = lengthOf(found)
					}
				}
			}
			return true
		})
	}
	return result
}

func (seen *fileTypes) name(name *ast.Ident, info *types.Info, qualified types.Qualifier) {
	if used, ok := info.Uses[name].(*types.Var); ok && used.IsField() && mapOf(used.Type()) != nil {
		// A field of a generic type is one for every instance.
		declared := fileSet.Position(used.Pos())
		if declared.IsValid() {
			seen.Fields[unitsOf(name.End())] = place{declared.Filename, unitsOf(used.Pos())}
		}
		return
	}
	declared, ok := info.Defs[name].(*types.Var)
	if !ok {
		return
	}
	start := unitsOf(name.Pos())
	if isUnknown(declared.Type()) {
		seen.Unknown = append(seen.Unknown, start)
	} else if found := mapOf(declared.Type()); found != nil {
		seen.Maps[start] = mapType{
			types.TypeString(declared.Type(), qualified),
			shapeOf(found.Key()),
			shapeOf(found.Elem()),
		}
	}
}
