/** India's GST e-invoicing inside the billing program. The library is in the module; it is loaded at the first call. */
module in.einv {
    exports in.einv;
}
