<?php
namespace teamwright;

/** Says which Totara this is. Reads only. */
function op_site_hello(array $args, array $secrets): array {
    global $CFG;
    return [
        'php' => PHP_VERSION,
        'release' => (string) ($CFG->totara_release ?? $CFG->release ?? ''),
        'version' => (string) ($CFG->totara_version ?? $CFG->version ?? ''),
        'wwwroot' => (string) ($CFG->wwwroot ?? ''),
        'admin' => (string) ($CFG->admin ?? 'admin'),
        'flavour' => flavour(),
        'gateway' => !empty($CFG->msteams_gateway_url),
        'pending' => pending(),
    ];
}

/** The name of the site's edition; empty where none is known. */
function flavour(): string {
    if (!method_exists('\totara_flavour\helper', 'get_active_flavour_component')) {
        return '';
    }
    return (string) \totara_flavour\helper::get_active_flavour_component();
}

/** Tells whether the site waits for its upgrade to be run. */
function pending(): bool {
    return function_exists('\moodle_needs_upgrading') && \moodle_needs_upgrading();
}

/** Refuses to write where Totara itself would not be used. */
function ready_to_write(): void {
    if (pending()) {
        throw refuse('pending', 'the site waits for its own upgrade, and nothing is written before that', 'run admin/cli/upgrade.php, then run the same command again');
    }
}
