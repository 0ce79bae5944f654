package main

import (
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"sort"
	"strings"
	"unicode"
)

var (
	fileSet = token.NewFileSet()
	// Packages by the folder that they were read from.
	packages = map[string]*types.Package{}
	modules  = map[string]*module{}
	// Import paths that were asked for and are not at hand.
	missing map[string]bool
	context = build.Default
)

func init() { context.CgoEnabled = false }

// What a go.mod says.
type module struct {
	folder, path string
	// Folders of what it requires, by path.
	required map[string]string
}

var (
	modulePath  = regexp.MustCompile(`(?m)^module[ \t]+"?([^\s"]+)`)
	requirement = regexp.MustCompile(`(?m)^(?:require[ \t]+|[ \t]+)([\w.~/-]+\.[\w.~/-]+)[ \t]+(v[\w.+-]+)`)
	replacement = regexp.MustCompile(`(?m)^(?:replace[ \t]+|[ \t]+)([\w.~/-]+)(?:[ \t]+v[\w.+-]+)?[ \t]+=>[ \t]+([^\s]+)(?:[ \t]+(v[\w.+-]+))?`)
	version     = regexp.MustCompile(`^v[0-9]+$`)
)

func moduleOf(folder string) *module {
	if known, ok := modules[folder]; ok {
		return known
	}
	var found *module
	if text, err := os.ReadFile(filepath.Join(folder, "go.mod")); err == nil {
		found = readModule(folder, string(text))
	} else if parent := filepath.Dir(folder); parent != folder {
		found = moduleOf(parent)
	}
	modules[folder] = found
	return found
}

func readModule(folder, text string) *module {
	read := &module{folder: folder, required: map[string]string{}}
	if match := modulePath.FindStringSubmatch(text); match != nil {
		read.path = match[1]
	}
	for _, match := range requirement.FindAllStringSubmatch(text, -1) {
		read.required[match[1]] = cached(match[1], match[2])
	}
	for _, match := range replacement.FindAllStringSubmatch(text, -1) {
		if match[3] != "" {
			read.required[match[1]] = cached(match[2], match[3])
		} else if filepath.IsAbs(match[2]) {
			read.required[match[1]] = match[2]
		} else {
			read.required[match[1]] = filepath.Join(folder, match[2])
		}
	}
	return read
}

// The folder in the module cache, where capitals are written as !c.
func cached(path, version string) string {
	root := os.Getenv("GOMODCACHE")
	if root == "" {
		first := filepath.SplitList(context.GOPATH)
		if len(first) == 0 {
			return ""
		}
		root = filepath.Join(first[0], "pkg", "mod")
	}
	return filepath.Join(root, escaped(path)+"@"+escaped(version))
}

func escaped(text string) string {
	var out strings.Builder
	for _, character := range text {
		if unicode.IsUpper(character) {
			out.WriteByte('!')
		}
		out.WriteRune(unicode.ToLower(character))
	}
	return out.String()
}

func importPathOf(folder string) string {
	found := moduleOf(folder)
	if found == nil {
		return folder
	}
	below, _ := filepath.Rel(found.folder, folder)
	base := found.path
	if base == "std" {
		base = ""
	}
	return path.Join(base, filepath.ToSlash(below))
}

// Where an import of a package in a folder is; empty where it is not at hand.
func folderOf(name, from string) string {
	own := moduleOf(from)
	candidates := []string{}
	if own != nil {
		candidates = append(candidates, filepath.Join(own.folder, "vendor", name))
	}
	for _, other := range modules {
		if other != nil && (name == other.path || strings.HasPrefix(name, other.path+"/")) {
			candidates = append(candidates, filepath.Join(other.folder, name[len(other.path):]))
		} else if other != nil && other.path == "std" {
			candidates = append(candidates, filepath.Join(other.folder, name))
		}
	}
	if own != nil {
		for prefix := name; prefix != "."; prefix = path.Dir(prefix) {
			if folder := own.required[prefix]; folder != "" {
				candidates = append(candidates, filepath.Join(folder, name[len(prefix):]))
			}
		}
	}
	library := filepath.Join(context.GOROOT, "src")
	candidates = append(candidates, filepath.Join(library, name), filepath.Join(library, "vendor", name))
	for _, candidate := range candidates {
		if names, _ := filepath.Glob(filepath.Join(candidate, "*.go")); len(names) > 0 {
			return candidate
		}
	}
	return ""
}

type importer struct{}

func (importer) Import(name string) (*types.Package, error) {
	return importer{}.ImportFrom(name, "", 0)
}

func (importer) ImportFrom(name, from string, _ types.ImportMode) (*types.Package, error) {
	if name == "unsafe" {
		return types.Unsafe, nil
	}
	folder := folderOf(name, from)
	if folder == "" {
		missing[name] = true
		return empty(name), nil
	}
	if known := packages[folder]; known != nil {
		return known, nil
	}
	// Found again on the way, it is empty: a cycle is an error that others report.
	packages[folder] = empty(name)
	groups := parseFolder(folder, false)
	if len(groups) == 0 {
		missing[name] = true
		return packages[folder], nil
	}
	config := types.Config{
		Importer:         importer{},
		FakeImportC:      true,
		IgnoreFuncBodies: true,
		Sizes:            sizes,
		Error:            func(error) {},
	}
	checked, _ := config.Check(name, fileSet, groups[0], nil)
	checked.MarkComplete()
	packages[folder] = checked
	return checked, nil
}

// A package of which nothing is known: its name is guessed from its path.
func empty(name string) *types.Package {
	base := path.Base(name)
	if version.MatchString(base) {
		base = path.Base(path.Dir(name))
	}
	base = strings.ReplaceAll(strings.TrimPrefix(base, "go-"), "-", "")
	made := types.NewPackage(name, base)
	made.MarkComplete()
	return made
}

// The packages in a folder that are built on this system: most often one, and its outer tests.
func parseFolder(folder string, withTests bool) [][]*ast.File {
	byName := map[string][]*ast.File{}
	entries, _ := os.ReadDir(folder)
	for _, entry := range entries {
		name := entry.Name()
		isTest := strings.HasSuffix(name, "_test.go")
		if !strings.HasSuffix(name, ".go") || !entry.Type().IsRegular() || (isTest && !withTests) {
			continue
		}
		if matches, err := context.MatchFile(folder, name); err != nil || !matches {
			continue
		}
		full := filepath.Join(folder, name)
		source, err := os.ReadFile(full)
		if err != nil {
			continue
		}
		file, _ := parser.ParseFile(fileSet, full, source, parser.SkipObjectResolution)
		if file == nil || file.Name == nil {
			continue
		}
		wide[full] = wideIn(source)
		byName[file.Name.Name] = append(byName[file.Name.Name], file)
	}
	names := make([]string, 0, len(byName))
	for name := range byName {
		names = append(names, name)
	}
	// The package with most files comes first: others are programs that are run by hand.
	sort.Slice(names, func(a, b int) bool {
		if len(byName[names[a]]) != len(byName[names[b]]) {
			return len(byName[names[a]]) > len(byName[names[b]])
		}
		return names[a] < names[b]
	})
	groups := make([][]*ast.File, 0, len(names))
	for _, name := range names {
		groups = append(groups, byName[name])
	}
	return groups
}
