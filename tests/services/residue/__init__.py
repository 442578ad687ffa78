"""Whether anything is left of somebody who was erased: planted before, found before, looked for everywhere after."""
