"""What an auditor sees: what left, in numbers and in bytes, what this machine lacks, and a page to hand on."""
