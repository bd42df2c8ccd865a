"""Work in the background: kinds of job, the queue they wait in, the runners that do them."""
