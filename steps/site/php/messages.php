<?php
namespace teamwright;

/** The message processor of Teams. */
function read_processor(): array {
    global $DB;
    $row = $DB->get_record('message_processors', ['name' => 'msteams']);
    return ['present' => (bool) $row, 'enabled' => $row && !empty($row->enabled)];
}

/** Switches the processor on, as the page of message outputs does. */
function enable_processor(): void {
    global $DB;
    $row = $DB->get_record('message_processors', ['name' => 'msteams']);
    if (!$row) {
        throw refuse('no_processor', 'this site has no message output for Teams', 'ask Totara for an edition that has it');
    }
    if (empty($row->enabled)) {
        \core_message\api::update_processor_status($row, 1);
        wrote();
        \core_plugin_manager::reset_caches();
    }
}

/** A comma list as an array. */
function comma_list(?string $text): array {
    return array_values(array_filter(array_map('trim', explode(',', (string) $text)), function ($word) {
        return $word !== '' && $word !== 'none';
    }));
}

/** The messages that Totara ships with Teams as an output. */
function read_messages(): array {
    global $CFG, $DB;
    require_once($CFG->libdir . '/messagelib.php');
    require_once($CFG->dirroot . '/message/lib.php');
    $all = [];
    $shipped = [];
    foreach ($DB->get_records('message_providers', null, 'component, name') as $row) {
        if (!isset($shipped[$row->component])) {
            $shipped[$row->component] = \message_get_providers_from_file($row->component);
        }
        $default = $shipped[$row->component][$row->name]['defaults']['msteams'] ?? null;
        if (!is_int($default)) {
            continue;
        }
        $provider = $row->component . '_' . $row->name;
        $all[] = [
            'provider' => $provider,
            'permitted' => (string) setting_value('message/msteams_provider_' . $provider . '_permitted'),
            'in' => comma_list(setting_value('message/message_provider_' . $provider . '_loggedin')),
            'off' => comma_list(setting_value('message/message_provider_' . $provider . '_loggedoff')),
            // The bits of Totara's own defaults: 1 signed in, 2 signed off, 8 permitted, 12 forced.
            'ships_permitted' => ($default & 8) === 8,
            'ships_in' => ($default & 1) === 1,
            'ships_off' => ($default & 2) === 2,
        ];
    }
    return $all;
}

/** Lets Teams have a message as an output. */
function write_message(array $want): void {
    $provider = (string) $want['provider'];
    if (isset($want['permitted'])) {
        write_setting('message/msteams_provider_' . $provider . '_permitted', (string) $want['permitted']);
    }
    foreach (['in' => 'loggedin', 'off' => 'loggedoff'] as $key => $suffix) {
        if (isset($want[$key])) {
            write_setting('message/message_provider_' . $provider . '_' . $suffix, implode(',', (array) $want[$key]));
        }
    }
}

/** Tells whether the site has the notifications of Totara 14 and newer. */
function has_events(): bool {
    return class_exists('\totara_notification\factory\notifiable_event_resolver_factory')
        && class_exists('\totara_notification\entity\notifiable_event_preference')
        && class_exists('\totara_core\extended_context');
}

/** The stored choice of an event for the whole site; null where nobody chose. */
function event_row(string $resolver) {
    return \totara_notification\entity\notifiable_event_preference::repository()
        ->for_context($resolver, \totara_core\extended_context::make_system());
}

/** The default channels of every event of the whole site. */
function read_events(): array {
    if (!has_events()) {
        return [];
    }
    $all = [];
    foreach (\totara_notification\factory\notifiable_event_resolver_factory::get_resolver_classes() as $resolver) {
        $resolver = ltrim((string) $resolver, '\\');
        $row = event_row($resolver);
        $stored = $row === null ? null : $row->default_delivery_channels;
        $ships = $resolver::get_notification_default_delivery_channels();
        $all[] = [
            'resolver' => $resolver,
            'chosen' => $stored !== null,
            'channels' => $stored !== null ? comma_list($stored) : array_values((array) $ships),
            'off' => $row !== null && $row->enabled !== null && !$row->enabled,
        ];
    }
    return $all;
}

/** Stores the default channels of an event, as its form does. */
function write_event(array $want): void {
    $resolver = ltrim((string) $want['resolver'], '\\');
    if (!has_events() || !is_subclass_of($resolver, '\totara_notification\resolver\notifiable_event_resolver')) {
        throw refuse('no_event', 'this site has no event ' . $resolver);
    }
    $context = \totara_core\extended_context::make_system();
    $row = event_row($resolver);
    if ($row === null) {
        \totara_notification\model\notifiable_event_preference::create($resolver, $context);
        $row = event_row($resolver);
    }
    // Commas stand at both ends, so that one channel can be looked for.
    $row->default_delivery_channels = ',' . implode(',', (array) $want['channels']) . ',';
    $row->save();
    wrote();
}
