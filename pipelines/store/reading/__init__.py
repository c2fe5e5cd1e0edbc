"""What is asked of the catalogue: reads only, beside a running writer."""
