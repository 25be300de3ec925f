<?php
// Stubs of the tree of administration pages.
class admin_category {
    public $children = [];

    public function get_children($accessible = true): array {
        return $this->children;
    }
}

class admin_settingpage {
    public $settings = [];
}

class admin_setting {
    public $name;
    public $plugin;

    public function __construct(string $full) {
        $parts = explode('/', $full);
        $this->name = array_pop($parts);
        $this->plugin = array_pop($parts);
    }

    public function get_setting() {
        $value = get_config($this->plugin ?? 'core', $this->name);
        return $value === false ? null : $value;
    }

    public function post_write_settings($original) {
        global $stub;
        $stub->data['callbacks'][] = $this->name;
        if ($this->name === 'enabletotara_msteams') {
            $row = $GLOBALS['DB']->get_record('message_processors', ['name' => 'msteams']);
            if ($row) {
                \core_message\api::update_processor_status($row, $this->get_setting() === '1' ? 1 : 0);
            }
        }
        $stub->save();
        return true;
    }
}

function admin_get_root($reload = false, $full = true): admin_category {
    $page = new admin_settingpage();
    foreach (['enabletotara_msteams', 'allowframembedding', 'catalogtype', 'publishgridcatalogimage', 'cookiesecure',
        'publishername', 'publisherwebsite', 'privacypolicy', 'termsofuse', 'totara_msteams/manifest_app_id',
        'totara_msteams/manifest_app_package_name', 'totara_msteams/oauth2_issuer', 'totara_msteams/sso_app_id',
        'totara_msteams/sso_scope', 'totara_msteams/bot_feature_enabled', 'totara_msteams/messaging_extension_enabled',
        'totara_msteams/bot_app_id', 'totara_msteams/bot_app_secret', 'totara_msteams/manifest_app_version',
        'totara_msteams/manifest_app_name', 'totara_msteams/manifest_app_fullname', 'totara_msteams/manifest_app_description',
        'totara_msteams/manifest_app_fulldescription', 'totara_msteams/manifest_app_accent_color', 'totara_msteams/publisher_mpnid'] as $full) {
        $page->settings[] = new admin_setting($full);
    }
    $category = new admin_category();
    $category->children[] = $page;
    $root = new admin_category();
    $root->children[] = $category;
    return $root;
}
