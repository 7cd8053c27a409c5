// Package einv is India's GST e-invoicing inside the billing program.
//
// Every verb returns what the library has taken on (done, or stored and finished later: Status says which), and an *Error where
// a document is refused or the call failed; errors.As to *Error gives its findings. Verbs that judge (Validate, Verify, …)
// return their report either way.
//
// The module links to the installed library by pkg-config.
package einv

// #cgo pkg-config: einv
// #include <einv.h>
import "C"

import (
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"unsafe"
)

// The numbers a call returns: Status of an Error is one of them, or above 2.
const (
	OK      = C.EINV_OK
	Invalid = C.EINV_INVALID
	Pending = C.EINV_PENDING
)

const firstRoom = 64 * 1024

// Options of a call, by their names: Options{"when": "required"}. An unknown one is refused.
type Options map[string]any

// Decimal is an amount or a quantity as text, exact to the paisa: read it with math/big.Rat or a decimal package.
type Decimal string

// UnmarshalJSON takes text and numbers: both are exact.
func (d *Decimal) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '"' {
		var text string
		err := json.Unmarshal(data, &text)
		*d = Decimal(text)
		return err
	}
	if string(data) != "null" {
		*d = Decimal(data)
	}
	return nil
}

// OneOrMore is a member that an answer has once, or several times.
type OneOrMore[T any] []T

// UnmarshalJSON reads one, or a list.
func (o *OneOrMore[T]) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '[' {
		return json.Unmarshal(data, (*[]T)(o))
	}
	var one T
	if err := json.Unmarshal(data, &one); err != nil {
		return err
	}
	*o = []T{one}
	return nil
}

// Error is a refusal or a failure. Its text says what is wrong, where, and what to do.
type Error struct {
	// Invalid where the document was refused, above 2 where the call failed.
	Status int
	// The number's name, such as E_JSON.
	Code string
	// A JSON pointer to the fault in the document, the options or the configuration.
	At string
	// What to do about it.
	Fix string
	// The document's IRN, where it is known.
	IRN string
	// "pending" or "in_doubt" where the document is stored all the same; a later call finishes it.
	Kept string
	// Every fault of a refused document.
	Findings []Finding
	// The library's whole answer.
	Answer  []byte
	message string
}

func (e *Error) Error() string {
	text := e.Code + ": " + e.message
	if e.At != "" {
		text += " (at " + e.At + ")"
	}
	if e.Fix != "" {
		text += "; " + e.Fix
	}
	return text
}

func refusal(status C.int32_t, answer []byte) error {
	var said struct {
		Error *struct {
			Code, Message, At, Fix, IRN, Status string
		}
		Message, Fix, IRN string
		Report            *Report
		Findings          []Finding
	}
	// What is no JSON leaves the error without words but its number.
	_ = json.Unmarshal(answer, &said)
	e := &Error{Status: int(status), Code: "E_UNKNOWN", Fix: said.Fix, IRN: said.IRN, Findings: said.Findings, Answer: answer}
	e.message = said.Message
	if said.Report != nil {
		e.Findings = said.Report.Findings
	}
	if status == C.EINV_INVALID {
		e.Code = "INVALID"
		if e.message == "" && len(e.Findings) > 0 {
			e.message, e.Fix = e.Findings[0].Message, e.Findings[0].Fix
			if more := len(e.Findings) - 1; more > 0 {
				e.message += fmt.Sprintf(" (and %d more)", more)
			}
		}
	}
	if found := said.Error; found != nil {
		e.Code, e.message, e.At, e.Fix, e.IRN, e.Kept = found.Code, found.Message, found.At, found.Fix, found.IRN, found.Status
	}
	if e.message == "" {
		e.message = fmt.Sprintf("the call returned %d", int(status))
	}
	return e
}

// Bytes for the library: text and bytes go as they are, the rest as JSON.
func encoded(value any) ([]byte, error) {
	switch given := value.(type) {
	case nil:
		return nil, nil
	case []byte:
		return given, nil
	case string:
		return []byte(given), nil
	}
	return json.Marshal(value)
}

func pointer(data []byte) *C.char {
	if len(data) == 0 {
		return nil
	}
	return (*C.char)(unsafe.Pointer(&data[0]))
}

// One call. After too small a buffer it may be repeated: nothing is done twice.
func run(handle C.int32_t, verb string, document, options []byte) (C.int32_t, []byte, error) {
	length := C.int32_t(firstRoom)
	for {
		room := make([]byte, length)
		status, known := dispatch(verb, handle, document, options, room, &length)
		if !known {
			return 0, nil, fmt.Errorf("einv: no verb %s", verb)
		}
		if status == C.EINV_E_BUFFER && int(length) > len(room) {
			continue
		}
		return status, room[:length], nil
	}
}

func call(handle C.int32_t, verb string, document any, options []Options) (C.int32_t, []byte, error) {
	in, err := encoded(document)
	if err != nil {
		return 0, nil, fmt.Errorf("einv: the document: %w", err)
	}
	all := Options{}
	for _, some := range options {
		for name, value := range some {
			all[name] = value
		}
	}
	var opts []byte
	if len(all) > 0 {
		if opts, err = json.Marshal(all); err != nil {
			return 0, nil, fmt.Errorf("einv: the options: %w", err)
		}
	}
	return run(handle, verb, in, opts)
}

func ask[T any](handle C.int32_t, verb string, document any, options []Options, judged bool) (T, error) {
	var answer T
	status, said, err := call(handle, verb, document, options)
	if err != nil {
		return answer, err
	}
	taken := status == C.EINV_OK || (status == C.EINV_PENDING && !judged) || (status == C.EINV_INVALID && judged)
	if !taken {
		return answer, refusal(status, said)
	}
	if err = json.Unmarshal(said, &answer); err != nil {
		return answer, fmt.Errorf("einv: the answer of %s: %w", verb, err)
	}
	return answer, nil
}

func file(handle C.int32_t, verb string, document any, options []Options) ([]byte, error) {
	status, said, err := call(handle, verb, document, options)
	if err == nil && status != C.EINV_OK {
		return nil, refusal(status, said)
	}
	return said, err
}

// Engine is a portal and a ledger. Any goroutine may call it; share one among all.
type Engine struct {
	handle C.int32_t
}

// Bare is for the verbs that need no engine: einv.Bare.Validate(bill). All others fail with E_HANDLE.
var Bare = &Engine{}

// Open opens an engine. nil, or "{}", is the built-in sandbox with a ledger in memory. No portal is called.
func Open(config any) (*Engine, error) {
	if found := C.einv_abi(); found != C.EINV_ABI {
		return nil, fmt.Errorf("einv: the library has the interface %d, this program speaks %d", int(found), C.EINV_ABI)
	}
	text, err := encoded(config)
	if err != nil {
		return nil, fmt.Errorf("einv: the configuration: %w", err)
	}
	room := make([]byte, firstRoom)
	var handle, length C.int32_t
	status := C.einv_open(pointer(text), C.int32_t(len(text)), &handle, pointer(room), C.int32_t(len(room)), &length)
	if handle == 0 {
		return nil, refusal(status, room[:length])
	}
	return &Engine{handle}, nil
}

// Pick returns the values of JSON pointers in the answer of a verb, as text: "submit", bill, "/status", "/irn".
func (e *Engine) Pick(verb string, document any, pointers []string, options ...Options) (string, error) {
	status, said, err := call(e.handle, verb, document, append(options, Options{"pick": pointers}))
	if err == nil && status > C.EINV_PENDING {
		return "", refusal(status, said)
	}
	return string(said), err
}

// Stop ends the calls in flight: each fails with E_STOPPED. The engine stays usable.
func (e *Engine) Stop() { C.einv_stop(e.handle) }

// Close waits for what is being sent. Later calls fail with E_HANDLE: the old handle is kept.
func (e *Engine) Close() { C.einv_close(e.handle) }

// Batch registers many documents, several at a time.
type Batch struct {
	// Its engine must not be closed before it.
	engine *Engine
	handle C.int32_t
}

// Batch begins one: a list, text with an invoice a line, or {"path": "bills.ndjson"}. The same batch again resumes it.
func (e *Engine) Batch(invoices any, options ...Options) (*Batch, error) {
	begun, err := ask[struct{ Job int32 }](e.handle, "batch", invoices, options, false)
	if err != nil {
		return nil, err
	}
	return &Batch{e, C.int32_t(begun.Job)}, nil
}

// Progress says how far it is.
func (b *Batch) Progress() (*Progress, error) {
	return ask[*Progress](b.handle, "progress", nil, nil, false)
}

// Results is one page of results.
func (b *Batch) Results(options ...Options) (*Results, error) {
	return ask[*Results](b.handle, "results", nil, options, false)
}

// ErrStop ends Each without an error.
var ErrStop = errors.New("einv: enough")

// Each calls what is given with every result, in the documents' order, as each is done.
func (b *Batch) Each(do func(BatchResult) error) error {
	for after := int64(0); ; {
		page, err := b.Results(Options{"after": after, "limit": 500, "wait_ms": 250})
		if err != nil {
			return err
		}
		for _, one := range page.Results {
			if err := do(one); errors.Is(err, ErrStop) {
				return nil
			} else if err != nil {
				return err
			}
		}
		if page.Next == nil {
			return nil
		}
		after = *page.Next
	}
}

// Stop begins no further document; those being sent finish.
func (b *Batch) Stop() { C.einv_stop(b.handle) }

// Close stops, waits, and drops the results.
func (b *Batch) Close() {
	C.einv_close(b.handle)
	runtime.KeepAlive(b.engine)
}

// LibraryVersion is the version, interface, rule pack and build of the linked library.
func LibraryVersion() (*Version, error) {
	room := make([]byte, firstRoom)
	var length C.int32_t
	if status := C.einv_version(pointer(room), C.int32_t(len(room)), &length); status != C.EINV_OK {
		return nil, refusal(status, room[:length])
	}
	var answer Version
	err := json.Unmarshal(room[:length], &answer)
	return &answer, err
}
