"""The pages, a file each: read widgets, call one cslab function, show the result."""
