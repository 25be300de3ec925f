<?php
namespace teamwright;

/** The file areas of the two icons, by our names for them. */
function icon_areas(): array {
    return ['color' => 'manifest_app_icon_color', 'outline' => 'manifest_app_icon_outline'];
}

/** The stored icon; null where Totara packs its own. */
function stored_icon(string $area) {
    $files = \get_file_storage()->get_area_files(\context_system::instance()->id, 'totara_msteams', $area, 0, 'sortorder,filepath,filename', false);
    return $files ? reset($files) : null;
}

/** What is known of both icons. */
function read_icons(): array {
    $all = [];
    foreach (icon_areas() as $name => $area) {
        $file = stored_icon($area);
        $all[$name] = [
            'sha256' => $file ? hash('sha256', $file->get_content()) : '',
            'path' => (string) setting_value('totara_msteams/' . $area),
        ];
    }
    return $all;
}

/** Puts a picture into Totara's file area, in place of what lies there. */
function write_icon(string $name, string $content): void {
    global $DB;
    $area = icon_areas()[$name] ?? '';
    if ($area === '' || substr($content, 0, 8) !== "\x89PNG\r\n\x1a\n") {
        throw refuse('icon', 'the icon ' . $name . ' is no PNG picture that Totara has a place for');
    }
    $context = \context_system::instance()->id;
    $storage = \get_file_storage();
    $transaction = $DB->start_delegated_transaction();
    $storage->delete_area_files($context, 'totara_msteams', $area, 0);
    $storage->create_file_from_string([
        'contextid' => $context, 'component' => 'totara_msteams', 'filearea' => $area, 'itemid' => 0,
        'filepath' => '/', 'filename' => $name . '.png',
    ], $content);
    $transaction->allow_commit();
    wrote();
    write_setting('totara_msteams/' . $area, '/' . $name . '.png');
}
