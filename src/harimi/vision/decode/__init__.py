"""What all displays of a face show, joined with the meter's history: one value, its rivals, or an honest "I don't know".

`counter` joins drums and hands that turn together, `number` reads a seven-segment row, `pointer` a gauge; each answers with
`Alternative`s, most probable first. `judge` adds the displays up, listens to the history and decides the state.
"""
