-- Makes an Ardour session out of a plan, or opens one and saves it again: what a person would do with the mouse.
-- Usage: ardour7-lua ardour_session.lua PLAN. Words of a plan are parted by tabs, one thing a line:
--
--   session FOLDER NAME RATE       the session to make
--   reopen FOLDER NAME             or the one to open and save
--   range FRAMES                   how long the session is
--   sound FILE FRAMES CHANNELS     what lies on every track
--   track NAME WIDTH FIRST START   a track that plays that many of the sound's channels, from this one on and round, at this sample;
--                                  to the master, which is stereo
--   plugin NAME                    what is inserted into it
--   preset NAME                    what that one starts from
--   lane PARAMETER STYLE           a lane of the plugin's, `Discrete` or `Linear`
--   point SAMPLE VALUE             a point of it, 0..1
--
-- It prints `plugin TRACK NAME LATENCY INPUTS OUTPUTS` for each plugin (inputs with those of its side-chains)
-- and `value TRACK PARAMETER VALUE` for each value that is off its default, and `done` at the end.

local function words (line)
	local found = {}
	for word in line:gmatch ("[^\t]+") do found[#found + 1] = word end
	return found
end

local function tell (...)
	print (table.concat ({...}, "\t"))
end

-- Ardour counts in 282240000ths of a second.
local SUPERCLOCKS = 282240000
-- Numbers that Ardour gives out itself stay far below.
local FIRST_ID = 1000000

local session, plan, tracks, rate
local sound = {}

local function read_plan (path)
	plan = { tracks = {} }
	tracks = plan.tracks
	local lane
	for line in io.lines (path) do
		local word = words (line)
		local track = tracks[#tracks]
		if word[1] == "session" or word[1] == "reopen" then
			plan.reopen = word[1] == "reopen"
			plan.folder, plan.name, rate = word[2], word[3], tonumber (word[4])
		elseif word[1] == "range" then
			plan.frames = tonumber (word[2])
		elseif word[1] == "sound" then
			sound = { file = word[2], frames = tonumber (word[3]), channels = tonumber (word[4]) }
		elseif word[1] == "track" then
			tracks[#tracks + 1] = { name = word[2], width = tonumber (word[3]), first = tonumber (word[4]),
				start = tonumber (word[5]), lanes = {} }
		elseif word[1] == "plugin" then
			track.plugin = word[2]
		elseif word[1] == "preset" then
			track.preset = word[2]
		elseif word[1] == "lane" then
			lane = { label = word[2], style = word[3], points = {} }
			table.insert (track.lanes, lane)
		elseif word[1] == "point" then
			table.insert (lane.points, { sample = tonumber (word[2]), value = tonumber (word[3]) })
		else
			error ("the plan says " .. line)
		end
	end
end

-- The number of the control called `label`, among the plugin's controls and among all its parameters.
local function control (plugin, label)
	local nth = 0
	for n = 0, plugin:parameter_count () - 1 do
		if plugin:parameter_is_control (n) and plugin:parameter_is_input (n) then
			if plugin:parameter_label (n) == label then return nth, n end
			nth = nth + 1
		end
	end
	error ("there is no parameter " .. label)
end

local function draw (processor, plugin, lane)
	local nth, number = control (plugin, lane.label)
	local list, points, range = ARDOUR.LuaAPI.plugin_automation (processor, nth)
	assert (not list:isnil (), lane.label .. " has no lane")
	points:set_interpolation (Evoral.InterpolationStyle[lane.style])
	for _, point in ipairs (lane.points) do
		local value = range.lower + point.value * (range.upper - range.lower)
		points:add (Temporal.timepos_t (point.sample), value, false, true)
	end
	local parameter = Evoral.Parameter (ARDOUR.AutomationType.PluginAutomation, 0, number)
	processor:to_automatable ():automation_control (parameter, true):set_automation_state (ARDOUR.AutoState.Play)
end

local function insert (track, route)
	local processor = ARDOUR.LuaAPI.new_plugin (session, track.plugin, ARDOUR.PluginType.VST3, "")
	assert (not processor:isnil (), "Ardour knows no plugin " .. track.plugin)
	assert (route:add_processor_by_index (processor, 0, nil, true) == 0, "it can't be inserted")
	local plugin = processor:to_plugininsert ():plugin (0)
	if track.preset then
		local preset = plugin:preset_by_label (track.preset)
		assert (preset and preset.valid, "there is no preset " .. track.preset)
		assert (plugin:load_preset (preset), "the plugin refuses the preset " .. track.preset)
	end
	for _, lane in ipairs (track.lanes) do draw (processor, plugin, lane) end
end

-- What an inserted plugin has become, for whoever reads this script's output.
local function report (route)
	local processor = route:nth_plugin (0)
	if processor:isnil () then return end
	local insert = processor:to_plugininsert ()
	local plugin = insert:plugin (0)
	tell ("plugin", route:name (), plugin:name (), insert:signal_latency (),
		insert:natural_input_streams ():n_audio (), insert:natural_output_streams ():n_audio ())
	local nth = 0
	for n = 0, plugin:parameter_count () - 1 do
		if plugin:parameter_is_control (n) and plugin:parameter_is_input (n) then
			local range = ARDOUR.ParameterDescriptor ()
			plugin:get_parameter_descriptor (n, range)
			local value = ARDOUR.LuaAPI.get_processor_param (processor, nth, true)
			if value ~= range.normal then
				tell ("value", route:name (), plugin:parameter_label (n), string.format ("%.9g", value))
			end
			nth = nth + 1
		end
	end
end

local function make ()
	ARDOUR.config ():set_output_auto_connect (ARDOUR.AutoConnectOption.ManualConnect)
	ARDOUR.config ():set_input_auto_connect (ARDOUR.AutoConnectOption.ManualConnect)
	session = create_session (plan.folder, plan.name, rate)
	assert (session, "no session")
	local master = session:master_out ()
	for _, track in ipairs (tracks) do
		local routes = session:new_audio_track (track.width, track.width, nil, 1, track.name,
			ARDOUR.PresentationInfo.max_order, ARDOUR.TrackMode.Normal, true)
		for route in routes:iter () do
			if track.plugin then insert (track, route) end
			for channel = 0, track.width - 1 do
				local to = master:input ():audio (channel % 2):name ()
				assert (route:output ():audio (channel):connect (to) == 0, "it can't be connected")
			end
			if not route:panner_shell ():isnil () then route:panner_shell ():set_bypassed (true) end
			track.playlist = route:playlist ():to_stateful ():id ():to_s ()
			report (route)
			-- What lies after the end is asked about only.
			if track.start >= plan.frames then route:set_active (false, nil) end
		end
	end
	session:save_state ("")
end

local function time (samples)
	return "a" .. math.tointeger (samples * SUPERCLOCKS // rate)
end

-- Ardour's scripts can't import sound, so it is written into the session: a source for each channel of the file, a region on
-- each track's list, and the session's range.
local function lay_sound ()
	local path = plan.folder .. "/" .. plan.name .. ".ardour"
	local file = io.open (path)
	local text = file:read ("a")
	file:close ()
	local id = FIRST_ID
	local function fill (pattern, with)
		local count
		text, count = text:gsub (pattern, with)
		assert (count == 1, "the session has another form than expected at " .. pattern)
	end
	local sources = {}
	for channel = 0, sound.channels - 1 do
		sources[#sources + 1] = string.format ('<Source name="%s" take-id="" type="audio" flags="" id="%d" channel="%d"'
			.. ' origin="" gain="1"/>', sound.file, id + channel, channel)
	end
	fill ("<Sources/>", "<Sources>" .. table.concat (sources) .. "</Sources>")
	local length = time (sound.frames)
	local next = id + sound.channels
	for _, track in ipairs (tracks) do
		local heard = {}
		for channel = 0, track.width - 1 do
			local source = id + (track.first + channel) % sound.channels
			heard[#heard + 1] = string.format ('source-%d="%d" master-source-%d="%d"', channel, source, channel, source)
		end
		local region = string.format ('<Region name="sound" whole-file="0" id="%d" muted="0" opaque="1" locked="0"'
			.. ' video-locked="0" automatic="0" import="0" external="0" sync-marked="0" left-of-split="0"'
			.. ' right-of-split="0" hidden="0" position-locked="0" valid-transients="0" start="a0" length="%s@%s"'
			.. ' sync-position="a0" ancestral-start="a0" ancestral-length="%s@a0" stretch="1" shift="1"'
			.. ' layering-index="0" tags="" contents="0" default-fade-in="0" default-fade-out="0"'
			.. ' fade-in-active="0" fade-out-active="0" scale-amplitude="1" type="audio" first-edit="nothing"'
			.. ' channels="%d" %s/>', next, length, time (track.start), length, track.width, table.concat (heard, " "))
		next = next + 1
		fill ('<Playlist id="' .. track.playlist .. '"([^>]-)/>',
			'<Playlist id="' .. track.playlist .. '"%1>' .. region .. "</Playlist>")
	end
	fill ("<Locations/>", string.format ('<Locations><Location id="%d" name="session" start="a0" end="%s"'
		.. ' flags="IsSessionRange" locked="0" timestamp="0" cue="0"/></Locations>', next, time (plan.frames)))
	fill ('name="use%-transport%-fades" value="1"', 'name="use-transport-fades" value="0"')
	file = io.open (path, "w")
	file:write (text)
	file:close ()
end

local function reopen ()
	session = load_session (plan.folder, plan.name)
	assert (session, "the session can't be opened")
	for route in session:get_tracks ():iter () do report (route) end
	session:save_state ("")
end

read_plan (arg[1])
if plan.reopen then reopen () else make () end
session = nil
close_session ()
if not plan.reopen then lay_sound () end
tell ("done")
quit ()
