"use strict";
// India's GST e-invoicing inside the billing program.
//
// Every verb is a promise. It gives what the library has taken on (done, or kept to be finished later: look at `status`), and it
// fails with `Invalid` when a document is refused, with another `EinvError` when the call failed. Verbs that judge (`validate`,
// `verify`, …) give their report either way. With `pick` the answer is text; `qr`, `print` and `stamp` give a file's bytes.
const library = require("./library.js");

const one = (name) => library.VERBS.find((verb) => verb.name === name);
const PAGE = 500, WAIT_MS = 250;

class Handle {
  #handle;
  #open = true;

  constructor(handle) {
    this.#handle = handle;
  }

  stop() {
    library.stop(this.#handle);
  }

  // The old handle is kept, so that a later call fails: with 0 the verbs that need no engine would go on.
  async close() {
    if (!this.#open) return;
    this.#open = false;
    await library.close(this.#handle);
  }

  static ask(holder, verb, document, options) {
    return library.answer(verb, holder.#handle, document, options);
  }
}
if (Symbol.asyncDispose) {
  Handle.prototype[Symbol.asyncDispose] = Handle.prototype.close;
}

class Engine extends Handle {
  constructor(config) {
    super(library.open(config));
  }

  async batch(invoices, options) {
    return new Batch((await Handle.ask(this, one("batch"), invoices, options)).job);
  }
}

class Batch extends Handle {
  progress() {
    return Handle.ask(this, one("progress"));
  }

  results(options) {
    return Handle.ask(this, one("results"), null, options);
  }

  async *[Symbol.asyncIterator]() {
    let after = 0;
    while (after !== null && after !== undefined) {
      const page = await this.results({ after, limit: PAGE, wait_ms: WAIT_MS });
      yield* page.results;
      after = page.next;
    }
  }
}

for (const verb of library.VERBS.filter((verb) => !verb.batch && verb.name !== "batch")) {
  Engine.prototype[verb.method] = function (document, options) {
    return Handle.ask(this, verb, document, options);
  };
}

/** A verb without an engine. */
const bare = (name) => (document, options) => library.answer(one(name), 0, document, options);

exports.Engine = Engine;
exports.Batch = Batch;
exports.EinvError = library.EinvError;
exports.Invalid = library.Invalid;
exports.LibraryNotFound = library.LibraryNotFound;
exports.version = library.version;
// begin generated
exports.validate = bare("validate");
exports.normalize = bare("normalize");
exports.convert = bare("convert");
exports.columns = bare("columns");
exports.hash = bare("hash");
exports.compute = bare("compute");
exports.ewbValidate = bare("ewb_validate");
exports.applicability = bare("applicability");
exports.gstr1 = bare("gstr1");
exports.explain = bare("explain");
exports.rules = bare("rules");
exports.codes = bare("codes");
exports.verify = bare("verify");
exports.qr = bare("qr");
exports.print = bare("print");
exports.ewbPrint = bare("ewb_print");
exports.stamp = bare("stamp");
exports.export = bare("export");
// end generated
