<?php
// Nothing of this file is needed of the stub.
