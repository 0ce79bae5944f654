/**
 * Types and functions of Go's library that maps are often made of, by import path, as declarations.
 * Sizes are those of 64-bit Linux; fields that are never asked for are drawn together. Where the
 * library's own source is analysed, that is read instead.
 */
export const standardLibrary: Readonly<Record<string, string>> = {
  time: `type Time struct { wall uint64; ext int64; loc *int }
type Duration int64
type Month int
type Weekday int
type Location struct { name string; zone []int; tx []int; extend string; a int64; b int64; c *int }
func Now() Time {}
func Since(t Time) Duration {}`,
  sync: `type Mutex struct { state int32; sema uint32 }
type RWMutex struct { w Mutex; a uint32; b uint32; c int32; d int32 }
type Once struct { a uint32; m Mutex }
type WaitGroup struct { state uint64; sema uint32 }
type Pool struct { a uintptr; b uintptr; c uintptr; d uintptr; e func() any }`,
  'sync/atomic': `type Int32 struct { v int32 }
type Int64 struct { v int64 }
type Uint32 struct { v uint32 }
type Uint64 struct { v uint64 }
type Bool struct { v uint32 }
type Value struct { v any }
type Pointer[T any] struct { v *int }`,
  net: `type IP []byte
type IPMask []byte
type HardwareAddr []byte
type IPNet struct { IP IP; Mask IPMask }
type IPAddr struct { IP IP; Zone string }
type TCPAddr struct { IP IP; Port int; Zone string }
type UDPAddr struct { IP IP; Port int; Zone string }
type Conn interface{}
type Listener interface{}
type Addr interface{}
type SRV struct { Target string; Port uint16; Priority uint16; Weight uint16 }
func SplitHostPort(hostport string) (host string, port string, err error) {}`,
  'net/netip': `type Addr struct { hi uint64; lo uint64; z *int }
type AddrPort struct { ip Addr; port uint16 }
type Prefix struct { ip Addr; bits uint8 }`,
  'net/http': `type Header map[string][]string
type Handler interface{}
type HandlerFunc func()
type RoundTripper interface{}
type Request struct { Method string; URL *int; Header Header; Form map[string][]string }
type Cookie struct { Name string; Value string; Path string; Domain string; Expires [24]byte; RawExpires string; MaxAge int; Secure bool; HttpOnly bool; SameSite int; Raw string; Unparsed []string }`,
  'net/url': `type Values map[string][]string
type URL struct { Scheme string; Opaque string; User *int; Host string; Path string; Fragment string; RawQuery string; RawPath string; RawFragment string; ForceQuery bool; OmitHost bool }`,
  'net/textproto': 'type MIMEHeader map[string][]string',
  bytes: `type Buffer struct { buf []byte; off int; lastRead int8 }
func Split(s []byte, sep []byte) [][]byte {}
func Fields(s []byte) [][]byte {}`,
  strings: `type Builder struct { addr *int; buf []byte }
func Split(s string, sep string) []string {}
func SplitN(s string, sep string, n int) []string {}
func Fields(s string) []string {}
func ToLower(s string) string {}
func ToUpper(s string) string {}
func TrimSpace(s string) string {}`,
  sort: 'func Strings(x []string) {}',
  strconv: `func Itoa(i int) string {}
func Atoi(s string) (int, error) {}
func ParseInt(s string, base int, bits int) (int64, error) {}`,
  os: `var Args []string
type FileMode uint32
type FileInfo interface{}
type DirEntry interface{}
type Signal interface{}
func Environ() []string {}
func ReadDir(name string) ([]DirEntry, error) {}`,
  'io/fs': `type FileMode uint32
type FileInfo interface{}
type DirEntry interface{}
type FS interface{}`,
  io: `type Reader interface{}
type Writer interface{}
type Closer interface{}
type ReadCloser interface{}
type ReadWriteCloser interface{}`,
  'path/filepath': 'func Glob(pattern string) (matches []string, err error) {}',
  context: `type Context interface{}
type CancelFunc func()`,
  reflect: `type Type interface{}
type Value struct { typ *int; ptr unsafe.Pointer; flag uintptr }
type Kind uint`,
  'encoding/json': `type RawMessage []byte
type Number string`,
  'math/big': `type Int struct { neg bool; abs []uint }
type Float struct { prec uint32; mode byte; acc int8; form byte; neg bool; mant []uint; exp int32 }`,
  'go/token': `type Pos int
type Token int
type Position struct { Filename string; Offset int; Line int; Column int }`,
  'go/types': `type Object interface{}
type Type interface{}`,
  'go/ast': `type Node interface{}
type Expr interface{}
type Stmt interface{}
type Decl interface{}`,
  'text/template': 'type FuncMap map[string]any',
  'html/template': `type FuncMap map[string]any
type HTML string`,
  'log/slog': `type Level int
type Value struct { a uint64; b any }
type Attr struct { Key string; Value Value }
type Handler interface{}`,
  hash: `type Hash interface{}
type Hash64 interface{}`,
  'crypto/tls': `type CurveID uint16
type Certificate struct { Certificate [][]byte; PrivateKey any; algorithms []uint16; OCSPStaple []byte; timestamps [][]byte; Leaf *int }`,
  syscall: `type Errno uintptr
type Signal int`,
  'encoding/binary': 'type ByteOrder interface{}',
};
