"""When offices are open: holidays, make-up days, periods, deadlines."""
